#include "check.hpp"

namespace inferno::cuda {

bool CudaError::fatal() const
{
    switch (code_) {
        case cudaErrorIllegalAddress:
        case cudaErrorMisalignedAddress:
        case cudaErrorInvalidAddressSpace:
        case cudaErrorInvalidPc:
        case cudaErrorIllegalInstruction:
        case cudaErrorHardwareStackError:
        case cudaErrorLaunchFailure:
        case cudaErrorLaunchTimeout:
        case cudaErrorAssert:
        case cudaErrorECCUncorrectable:
        case cudaErrorNvlinkUncorrectable:
        case cudaErrorContextIsDestroyed:
        case cudaErrorUnknown:
            return true;
        default:
            return false;
    }
}

void throw_cuda_error(cudaError_t code, char const* call, char const* file, int line)
{
    (void)cudaGetLastError();  // an error that is reported here must not surface again elsewhere
    std::ostringstream text;
    text << call << " at " << file << ":" << line << ": " << cudaGetErrorName(code) << ", "
         << cudaGetErrorString(code);
    throw CudaError(text.str(), code);
}

}  // namespace inferno::cuda
