# Warnings are errors of GCC, which compiles the project; clang does the fuzzers alone. Hardening is on in
# every build; sanitizers by MARQUE_SANITIZE.
add_compile_options(-Wall -Wextra -Wpedantic $<$<CXX_COMPILER_ID:GNU>:-Werror> -Wshadow -Wnon-virtual-dtor
                    -fstack-protector-strong -fstack-clash-protection)
# GCC 12 is wrong about two things once coroutines are inlined: overflows inside its own library (GCC bugs
# 105329, 105651), and frames that Asio allocates and frees by its own pair of functions.
add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
                    $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>)
add_link_options(-Wl,-z,relro,-z,now -Wl,--as-needed)

set(MARQUE_SANITIZE "" CACHE STRING "address,undefined or thread")
if(MARQUE_SANITIZE)
  add_compile_options(-fsanitize=${MARQUE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${MARQUE_SANITIZE})
  # Asio's fences are unknown to ThreadSanitizer, which says so for each of them.
  if(MARQUE_SANITIZE STREQUAL "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-tsan)
  endif()
else()
  add_compile_definitions($<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
endif()
add_compile_definitions(_GLIBCXX_ASSERTIONS)

# Asio and Beast are compiled once, in src/core/boost_implementation.cpp.
add_compile_definitions(BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
                        BOOST_BEAST_SEPARATE_COMPILATION BOOST_ALL_NO_LIB)
