# Builds the example of a neuron model in a program of its own against the installed library, and runs it.
include(${CMAKE_CURRENT_LIST_DIR}/stranger.cmake)
build_stranger(${CMAKE_CURRENT_LIST_DIR}/../../docs/examples/own_neuron)
run(${place}/build/own_neuron)
if(NOT output MATCHES "^[1-9][0-9]* spikes on .*, of neurons that like (4[5-9]|5[0-5]) Hz on average\n$")
  message(FATAL_ERROR "the program said: ${output}")
endif()
message("${output}")
