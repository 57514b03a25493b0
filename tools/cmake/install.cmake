# find_package(inferno) for other projects.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)
install(TARGETS inferno EXPORT infernoTargets FILE_SET HEADERS)
if(TARGET inferno_kernels)
  install(TARGETS inferno_kernels EXPORT infernoTargets)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/cuda/stage DESTINATION include/inferno_kernels/cuda
    FILES_MATCHING PATTERN "*.cuh" PATTERN "*.hpp")
endif()
install(EXPORT infernoTargets NAMESPACE inferno:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/inferno)
configure_package_config_file(${PROJECT_SOURCE_DIR}/tools/cmake/infernoConfig.cmake.in infernoConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/inferno)
write_basic_package_version_file(infernoConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/infernoConfig.cmake ${PROJECT_BINARY_DIR}/infernoConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/inferno)
