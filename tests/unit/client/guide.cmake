# The examples of the library's guide, as code for guide_test.cpp.
find_program(PYTHON3 python3 REQUIRED)
set(guide ${PROJECT_SOURCE_DIR}/docs/library.md)
set(guide_examples ${PROJECT_BINARY_DIR}/generated/guide_examples.inc)
add_custom_command(OUTPUT ${guide_examples}
                   COMMAND ${PYTHON3} ${PROJECT_SOURCE_DIR}/tools/guide_examples.py ${guide} ${guide_examples}
                   DEPENDS ${guide} ${PROJECT_SOURCE_DIR}/tools/guide_examples.py
                   COMMENT "Reading the guide's examples"
                   VERBATIM)
target_sources(client_unit_tests PRIVATE ${guide_examples})
target_include_directories(client_unit_tests PRIVATE ${PROJECT_BINARY_DIR}/generated)
