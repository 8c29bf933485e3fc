// pg/embedded/binaries.hpp: finds a PostgreSQL 17 to run: a chosen one, the npm package, or Debian's.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "core/error.hpp"

namespace marque::pg::embedded {

/// The major version whose data directories we make and open.
inline constexpr int supported_major_version = 17;

struct Binaries {
  std::filesystem::path postgres;
  std::filesystem::path initdb;
  std::string version;  ///< "17.10"
};

/// Looks at `chosen` alone if given (MARQUE_PG_BIN: the folder of the programs, or the one above it); else at
/// the npm package in node_modules beside the working directory and the program, at lib/marque/postgresql
/// beside the program, and at /usr/lib/postgresql/17. A package whose symbolic links npm did not make
/// (--ignore-scripts) is mended. Errors: cluster.no_binaries, cluster.wrong_version; they say where was
/// looked and what was there.
Result<Binaries> find_binaries(const std::optional<std::filesystem::path>& chosen);

}  // namespace marque::pg::embedded
