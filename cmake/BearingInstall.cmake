# Installation, and the package that find_package(bearing) finds: libraries, public headers, executables, models.
include(CMakePackageConfigHelpers)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/bearing)

# bearing-flags travels along for its link options only (a static library built with a sanitizer needs them).
set_target_properties(bearing-core PROPERTIES EXPORT_NAME core)
set_target_properties(bearing-flags PROPERTIES EXPORT_NAME flags)
install(TARGETS bearing-core bearing-inference bearing-flags EXPORT bearing-targets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT bearing-targets NAMESPACE bearing:: DESTINATION ${package_folder})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/bearing DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h")

# The C interface is a set of its own: who links it needs none of the libraries that it uses inside.
install(TARGETS bearing-c EXPORT bearing-c-targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT bearing-c-targets NAMESPACE bearing:: DESTINATION ${package_folder})
install(FILES ${PROJECT_SOURCE_DIR}/include/bearing.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
set(pkgconfig_folder ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH prefix_from_pkgconfig ${CMAKE_INSTALL_PREFIX}/${pkgconfig_folder} ${CMAKE_INSTALL_PREFIX})
configure_file(${PROJECT_SOURCE_DIR}/cmake/bearing.pc.in ${PROJECT_BINARY_DIR}/bearing.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/bearing.pc DESTINATION ${pkgconfig_folder})

foreach(executable bearing bearing-train)
  if(TARGET ${executable})
    install(TARGETS ${executable} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endforeach()

# The executables look for the shipped models at ../share/bearing/models, seen from themselves.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/models/ DESTINATION ${CMAKE_INSTALL_DATADIR}/bearing/models
        FILES_MATCHING PATTERN "*.safetensors" PATTERN "*.md")
if(BEARING_TRAINING)
  # And for settings of pair models at ../share/bearing/configs.
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/training/configs DESTINATION ${CMAKE_INSTALL_DATADIR}/bearing
          FILES_MATCHING PATTERN "*.toml")
endif()
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/bearing-config.cmake.in
                              ${PROJECT_BINARY_DIR}/bearing-config.cmake INSTALL_DESTINATION ${package_folder})
# Before 1.0 a new minor version may change the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/bearing-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/bearing-config.cmake ${PROJECT_BINARY_DIR}/bearing-config-version.cmake
              ${PROJECT_SOURCE_DIR}/cmake/Findcld2.cmake
        DESTINATION ${package_folder})
