#include "cuda/stage/phase.cuh"

namespace inferno::cuda {

PhaseKernel sparse_current_kernel() { return phase_kernel<1>(WindowOfSparse{}, CurrentPoints{}); }
PhaseKernel sparse_jump_kernel() { return phase_kernel<1>(WindowOfSparse{}, JumpPoints{}); }
PhaseKernel sparse_traub_kernel() { return phase_kernel<1>(WindowOfSparse{}, TraubPoints{}); }
PhaseKernel sparse_adex_kernel() { return phase_kernel<1>(WindowOfSparse{}, AdExPoints{}); }

PhaseKernel sparse_drawn_kernel() { return phase_kernel<1>(DrawnKinds{}, Kinds<>{}); }

}  // namespace inferno::cuda
