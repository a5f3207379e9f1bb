# cmake -DBUILD=... -DWORK=... -DCONSUMER=... -DC_CONSUMER=... -DCC=... -DCXX=... -DGENERATOR=... -DVERSION=... -DLIBDIR=...
#       -P use_package.cmake
function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

set(prefix ${WORK}/prefix)
file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})

# The package has to work from where it was moved to, and without the source tree's find modules.
file(RENAME ${prefix} ${WORK}/moved)
set(prefix ${WORK}/moved)
run(${CMAKE_COMMAND} -S ${CONSUMER} -B ${WORK}/build -G ${GENERATOR} -DCMAKE_BUILD_TYPE=Release
    -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_PREFIX_PATH=${prefix})
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${WORK}/build/consumer --no-model)
file(GLOB models ${prefix}/share/bearing/models/*.safetensors)
foreach(model ${models})
  run(${WORK}/build/consumer ${model})
  run(${WORK}/build/readme ${model} "Fishing boats were rammed near the disputed shoal.")
endforeach()

# The C interface, found by CMake, and by pkg-config; the latter must do with a C compiler alone.
run(${CMAKE_COMMAND} -S ${C_CONSUMER} -B ${WORK}/c-build -G ${GENERATOR} -DCMAKE_BUILD_TYPE=Release
    -DCMAKE_C_COMPILER=${CC} -DCMAKE_PREFIX_PATH=${prefix})
run(${CMAKE_COMMAND} --build ${WORK}/c-build)
set(ENV{PKG_CONFIG_PATH} ${prefix}/${LIBDIR}/pkgconfig)
execute_process(COMMAND pkg-config --cflags --libs bearing OUTPUT_VARIABLE flags COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND pkg-config --modversion bearing OUTPUT_VARIABLE found_version COMMAND_ERROR_IS_FATAL ANY
                OUTPUT_STRIP_TRAILING_WHITESPACE)
if(NOT found_version STREQUAL VERSION)
  message(FATAL_ERROR "pkg-config: expected version ${VERSION}, found ${found_version}")
endif()
separate_arguments(flags UNIX_COMMAND "${flags}")
run(${CC} -std=c99 -Wall -Wextra -Werror -pedantic ${C_CONSUMER}/consumer.c -o ${WORK}/by-pkg-config ${flags}
    -Wl,-rpath,${prefix}/${LIBDIR})
foreach(model ${models})
  run(${WORK}/c-build/example ${model} "Fishing boats were rammed near the disputed shoal.")
endforeach()
foreach(program ${WORK}/c-build/consumer ${WORK}/by-pkg-config)
  run(${program} --no-model)
  foreach(model ${models})
    run(${program} ${model} "Fishing boats were rammed near the disputed shoal.")
  endforeach()
endforeach()

execute_process(COMMAND ${prefix}/bin/bearing --version OUTPUT_VARIABLE version COMMAND_ERROR_IS_FATAL ANY)
if(NOT version MATCHES "${VERSION}")
  message(FATAL_ERROR "bearing --version: expected ${VERSION}, found ${version}")
endif()
foreach(file share/doc/bearing/LICENSE include/bearing/labeler.hpp include/bearing.h share/man/man1/bearing-label.1
             share/bash-completion/completions/bearing)
  if(NOT EXISTS ${prefix}/${file})
    message(FATAL_ERROR "not installed: ${file}")
  endif()
endforeach()
