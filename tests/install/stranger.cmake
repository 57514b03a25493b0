# Installs the library into an empty folder and builds a stranger's project with it.
get_filename_component(test ${CMAKE_SCRIPT_MODE_FILE} NAME_WE)
set(place ${BUILD}/install_test/${test})
file(REMOVE_RECURSE ${place})

function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${ARGV}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

function(build_stranger folder)
  run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${place}/prefix --config ${CONFIG})
  run(${CMAKE_COMMAND} -S ${folder} -B ${place}/build -G ${GENERATOR}
      -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_BUILD_TYPE=${CONFIG} -DCMAKE_PREFIX_PATH=${place}/prefix)
  run(${CMAKE_COMMAND} --build ${place}/build)
endfunction()
