# Programs that must not compile, each with the words that the compiler is to find. CASE 0 must compile.
set(must_not_compile_words
    "no match for .operator==." "no match for .operator==." "cannot convert" "no match for .operator&&."
    "is not a member of" "no match for .operator==." "no matching function for call" "no match for .operator\\[\\]."
    "a column is missing" "no match for .operator=." "no match for .operator=." "no match for .operator==."
    "TableTraits<int>" "no matching function for call" "no matching function for call"
    "no match for .operator=." "no match for .operator==." "no match for .operator==.")

function(marque_compiles name number)
  add_test(NAME ${name}
           COMMAND ${CMAKE_CXX_COMPILER} -std=c++23 -fsyntax-only -I${PROJECT_SOURCE_DIR}/include -DCASE=${number}
                   ${PROJECT_SOURCE_DIR}/tests/unit/client/must_not_compile.cpp)
endfunction()

marque_compiles(client_compiles 0)
set(number 0)
foreach(words IN LISTS must_not_compile_words)
  math(EXPR number "${number} + 1")
  marque_compiles(client_must_not_compile_${number} ${number})
  # The words make it pass: a mistake that compiles says nothing, and one found for another reason other words.
  set_tests_properties(client_must_not_compile_${number} PROPERTIES PASS_REGULAR_EXPRESSION "error: .*${words}")
endforeach()
