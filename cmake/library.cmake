# The public C++ library: one shared object with everything inside, and the headers of include/marque, which
# need only the standard library. `cmake --install build/release --component library` puts it where
# find_package(marque) and pkg-config find it.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# The client room's own objects; of the rooms below, what they need of them, invisible from outside.
add_library(marque_library SHARED $<TARGET_OBJECTS:marque_client>)
add_library(marque::marque ALIAS marque_library)
target_link_libraries(marque_library PRIVATE marque_client)
target_link_options(marque_library PRIVATE -Wl,--exclude-libs,ALL -Wl,--gc-sections)
target_compile_features(marque_library INTERFACE cxx_std_23)
target_include_directories(marque_library INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                                                    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
set_target_properties(marque_library PROPERTIES OUTPUT_NAME marque EXPORT_NAME marque
                      VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}
                      LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)

install(TARGETS marque_library EXPORT marque_targets COMPONENT library
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/marque DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        COMPONENT library)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/marque)
install(EXPORT marque_targets NAMESPACE marque:: FILE marque-config.cmake DESTINATION ${package_folder}
        COMPONENT library)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/marque-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
file(RELATIVE_PATH up_to_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(${PROJECT_SOURCE_DIR}/cmake/marque.pc.in ${PROJECT_BINARY_DIR}/marque.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/marque-config-version.cmake DESTINATION ${package_folder}
        COMPONENT library)
install(FILES ${PROJECT_BINARY_DIR}/marque.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
        COMPONENT library)
