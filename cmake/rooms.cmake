# marque_room(name USES targets…): one static library per folder of src/.
function(marque_room name)
  cmake_parse_arguments(ROOM "" "" "USES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
  add_library(marque_${name} STATIC ${sources})
  target_include_directories(marque_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(marque_${name} PUBLIC ${ROOM_USES})
endfunction()
