# cmake -DBUILD=... -DWORK=... -DCONSUMER=... -DCXX=... -DGENERATOR=... -DVERSION=... -P use_package.cmake
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

execute_process(COMMAND ${prefix}/bin/bearing --version OUTPUT_VARIABLE version COMMAND_ERROR_IS_FATAL ANY)
if(NOT version MATCHES "${VERSION}")
  message(FATAL_ERROR "bearing --version: expected ${VERSION}, found ${version}")
endif()
foreach(file share/doc/bearing/LICENSE include/bearing/labeler.hpp)
  if(NOT EXISTS ${prefix}/${file})
    message(FATAL_ERROR "not installed: ${file}")
  endif()
endforeach()
