// pg/embedded/running_server.hpp: the way to an embedded server that another process started.
#pragma once

#include <filesystem>

#include "core/error.hpp"
#include "core/secret.hpp"

namespace marque::pg::embedded {

/// How the superuser reaches the server that runs in `data_directory` (marque's, not PGDATA), as its pid file
/// and the password file tell. Error: cluster.not_running. A stale pid file gives a URL that refuses
/// connections.
Result<Secret> running_server_url(const std::filesystem::path& data_directory);

}  // namespace marque::pg::embedded
