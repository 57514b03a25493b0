# Compile options, as targets that are never exported.
add_library(inferno_warnings INTERFACE)
target_compile_options(inferno_warnings INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wpedantic;-Wconversion;-Wshadow>
  $<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=-Wall,-Wextra;-Xptxas=-warn-spills,-warn-lmem-usage>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(inferno_warnings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>) # false alarms, GCC bug 105651
endif()

# Loops over neurons and synapses: vectorised, but never with other bits.
add_library(inferno_loops INTERFACE)
target_compile_options(inferno_loops INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-fno-trapping-math;-fno-math-errno>
  $<$<COMPILE_LANGUAGE:CUDA>:--fmad=false>)
if(INFERNO_NATIVE)
  target_compile_options(inferno_loops INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-march=native>)
endif()

if(INFERNO_SANITIZE)
  set(sanitize_options -fsanitize=${INFERNO_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${INFERNO_SANITIZE})
  if(NOT INFERNO_SANITIZE_KERNELS_ONLY) # else tests/emulation adds them
    add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:${sanitize_options}>")
  endif()
endif()
