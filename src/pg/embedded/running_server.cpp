#include "pg/embedded/running_server.hpp"

#include <fmt/format.h>

#include "core/files.hpp"
#include "core/text.hpp"

namespace marque::pg::embedded {
namespace {

// Lines of postmaster.pid (PostgreSQL 17, 65.1 and miscadmin.h), counted from 0.
constexpr std::size_t port_line = 3;
constexpr std::size_t socket_directory_line = 4;

}  // namespace

Result<Secret> running_server_url(const std::filesystem::path& data_directory) {
  const auto pid_file = core::read_file(data_directory / "postgres" / "postmaster.pid");
  const auto password = core::read_file(data_directory / "secrets" / "postgres_password");
  const auto lines = pid_file ? core::split(*pid_file, '\n') : std::vector<std::string_view>();
  if (lines.size() <= socket_directory_line || !password)
    return fail(Error("cluster.not_running", "the embedded PostgreSQL does not run")
                    .with_hint("start `marque serve`"));
  return Secret(fmt::format("host='{}' port={} user=postgres dbname=postgres password='{}'",
                            core::trim(lines[socket_directory_line]), core::trim(lines[port_line]),
                            core::trim(*password)));
}

}  // namespace marque::pg::embedded
