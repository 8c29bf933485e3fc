# Installs the library beside nothing else, builds a program on it by find_package and by pkg-config, and runs
# both.
# BUILD: the build directory; COMPILER and FLAGS: what it was built with.
set(work ${BUILD}/package_test)
file(REMOVE_RECURSE ${work})

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "failed: ${ARGN}")
  endif()
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --component library --prefix ${work}/prefix)
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${work}/build -G Ninja -DCMAKE_PREFIX_PATH=${work}/prefix
    -DCMAKE_CXX_COMPILER=${COMPILER} "-DCMAKE_CXX_FLAGS=${FLAGS}")
run(${CMAKE_COMMAND} --build ${work}/build)
run(${work}/build/uses_marque)

file(GLOB_RECURSE pc ${work}/prefix/*/marque.pc)
get_filename_component(pc_folder ${pc} DIRECTORY)
get_filename_component(library_folder ${pc_folder} DIRECTORY)
execute_process(COMMAND ${CMAKE_COMMAND} -E env PKG_CONFIG_PATH=${pc_folder} pkg-config --cflags --libs marque
                OUTPUT_VARIABLE words OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "pkg-config does not find marque")
endif()
separate_arguments(words)
separate_arguments(FLAGS)
run(${COMPILER} ${FLAGS} ${CMAKE_CURRENT_LIST_DIR}/main.cpp ${words} -Wl,-rpath,${library_folder}
    -o ${work}/by_pkg_config)
run(${work}/by_pkg_config)
