# Builds a stranger's project against the installed library, runs it.
include(${CMAKE_CURRENT_LIST_DIR}/stranger.cmake)
build_stranger(${CMAKE_CURRENT_LIST_DIR}/project)
run(${place}/build/stranger)
if(NOT output MATCHES "^[1-9][0-9]* spikes on ")
  message(FATAL_ERROR "the program said: ${output}")
endif()
message("${output}")
