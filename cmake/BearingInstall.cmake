# Installation, and the package that find_package(bearing) finds: libraries, public headers, executables, models.
# Components are the packages of BearingPackages.cmake: programs, training, library, development.
include(CMakePackageConfigHelpers)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/bearing)

# bearing-flags travels along for its link options only (a static library built with a sanitizer needs them).
set_target_properties(bearing-core PROPERTIES EXPORT_NAME core)
set_target_properties(bearing-flags PROPERTIES EXPORT_NAME flags)
install(TARGETS bearing-core bearing-inference bearing-flags EXPORT bearing-targets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
install(EXPORT bearing-targets NAMESPACE bearing:: DESTINATION ${package_folder} COMPONENT development)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/bearing DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development
        FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h")

# The C interface is a set of its own: who links it needs none of the libraries that it uses inside.
install(TARGETS bearing-c EXPORT bearing-c-targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
        COMPONENT library NAMELINK_COMPONENT development)
install(EXPORT bearing-c-targets NAMESPACE bearing:: DESTINATION ${package_folder} COMPONENT development)
install(FILES ${PROJECT_SOURCE_DIR}/include/bearing.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)
set(pkgconfig_folder ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH prefix_from_pkgconfig ${CMAKE_INSTALL_PREFIX}/${pkgconfig_folder} ${CMAKE_INSTALL_PREFIX})
configure_file(${PROJECT_SOURCE_DIR}/cmake/bearing.pc.in ${PROJECT_BINARY_DIR}/bearing.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/bearing.pc DESTINATION ${pkgconfig_folder} COMPONENT development)

if(BEARING_APPS)
  install(TARGETS bearing RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT programs)
endif()
if(BEARING_TRAINING)
  install(TARGETS bearing-train RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT training)
endif()

# The executables look for the shipped models at ../share/bearing/models, seen from themselves.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/models/ DESTINATION ${CMAKE_INSTALL_DATADIR}/bearing/models COMPONENT programs
        FILES_MATCHING PATTERN "*.safetensors" PATTERN "*.md")
if(BEARING_TRAINING)
  # And for settings of pair models at ../share/bearing/configs.
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/training/configs DESTINATION ${CMAKE_INSTALL_DATADIR}/bearing
          COMPONENT training FILES_MATCHING PATTERN "*.toml")
endif()
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT programs)

# Manual pages and completion, which `bearing` writes (apps/CMakeLists.txt).
if(TARGET bearing-manual)
  set(bash_folder ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  set(fish_folder ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
  install(DIRECTORY ${BEARING_MANUAL}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT programs
          FILES_MATCHING PATTERN "*.1" PATTERN bearing-train.1 EXCLUDE)
  install(FILES ${BEARING_MANUAL}/bearing.bash DESTINATION ${bash_folder} RENAME bearing COMPONENT programs)
  install(FILES ${BEARING_MANUAL}/bearing.zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions RENAME _bearing
          COMPONENT programs)
  install(FILES ${BEARING_MANUAL}/bearing.fish DESTINATION ${fish_folder} COMPONENT programs)
  if(BEARING_TRAINING)
    # Shells look for the script by the name of the program.
    install(FILES ${BEARING_MANUAL}/man/bearing-train.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT training)
    file(CREATE_LINK bearing ${BEARING_MANUAL}/bash/bearing-train SYMBOLIC)
    file(CREATE_LINK bearing.fish ${BEARING_MANUAL}/fish/bearing-train.fish SYMBOLIC)
    install(FILES ${BEARING_MANUAL}/bash/bearing-train DESTINATION ${bash_folder} COMPONENT training)
    install(FILES ${BEARING_MANUAL}/fish/bearing-train.fish DESTINATION ${fish_folder} COMPONENT training)
  endif()
endif()

if(BEARING_APPS AND BEARING_SERVER)
  configure_file(${PROJECT_SOURCE_DIR}/packaging/bearing.service.in ${PROJECT_BINARY_DIR}/bearing.service @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/bearing.service DESTINATION lib/systemd/system COMPONENT programs)
endif()

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/bearing-config.cmake.in
                              ${PROJECT_BINARY_DIR}/bearing-config.cmake INSTALL_DESTINATION ${package_folder})
# Before 1.0 a new minor version may change the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/bearing-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/bearing-config.cmake ${PROJECT_BINARY_DIR}/bearing-config-version.cmake
              ${PROJECT_SOURCE_DIR}/cmake/Findcld2.cmake
        DESTINATION ${package_folder} COMPONENT development)
