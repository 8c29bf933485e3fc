// pg/embedded/settings.hpp: the text of postgresql.conf and pg_hba.conf, and the settings nobody may
// override.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace marque::pg::embedded {

/// postgresql.conf, written anew at each start. Sized for small machines: everything idle under 96 MiB PSS,
/// marque included. `user_file` is read behind it, if it exists, and wins.
std::string configuration_text(const std::filesystem::path& user_file);

/// Where the server listens, and how it logs: given on its command line, which neither the user's file nor
/// ALTER SYSTEM overrides, because marque relies on them. fsync is among them: an acknowledged write stays.
std::vector<std::string> fixed_arguments(const std::filesystem::path& data_directory,
                                         const std::filesystem::path& socket_directory, std::uint16_t port);

/// pg_hba.conf: passwords by SCRAM, over the Unix socket and the loopback addresses only.
std::string access_text();

}  // namespace marque::pg::embedded
