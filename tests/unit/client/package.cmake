# The installed library, found by find_package and pkg-config.
set(package_flags "")
if(MARQUE_SANITIZE)
  set(package_flags "-fsanitize=${MARQUE_SANITIZE}")
endif()
add_test(NAME client_package
         COMMAND ${CMAKE_COMMAND} -DBUILD=${PROJECT_BINARY_DIR} -DCOMPILER=${CMAKE_CXX_COMPILER}
                 "-DFLAGS=${package_flags}"
                 -P ${CMAKE_CURRENT_SOURCE_DIR}/client/package/test_package.cmake)
