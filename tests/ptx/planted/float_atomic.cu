//! A sum whose order is left to chance.
extern "C" __global__ void float_atomic(float* received_pc, float charge_pc)
{
    atomicAdd(received_pc, charge_pc);  // fault: float atomic
}
