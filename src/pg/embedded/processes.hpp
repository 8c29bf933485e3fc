// pg/embedded/processes.hpp: what /proc says about the cluster's processes: who works in a directory, who
// holds a port, how much memory a tree of processes takes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "core/error.hpp"

namespace marque::pg::embedded {

/// The name of our clusters: PostgreSQL shows it in the titles of its processes, which is how a later marque
/// knows a leftover of an earlier one from a server that somebody else started.
inline constexpr const char* cluster_name = "marque";

struct PostgresProcess {
  pid_t pid;
  bool ours;        ///< carries our cluster's name
  bool postmaster;  ///< no other process of the same cluster is its parent
};

/// The running programs named postgres whose working directory is `data_directory` (or is below it).
std::vector<PostgresProcess> postgres_processes_in(const std::filesystem::path& data_directory);

/// "1234 (nginx)" for the process that listens on 127.0.0.1:port or on all addresses; nothing where none can
/// be found (another user's, another namespace's).
std::optional<std::string> listener_on(std::uint16_t port);

struct ProcessMemory {
  pid_t pid;
  std::string title;
  std::uint64_t proportional_bytes;  ///< PSS: shared pages count by their share
};

/// Every process of the tree under `root`, itself first. A process that ends meanwhile is left out.
/// Error: cluster.memory_unknown where `root` itself cannot be read.
Result<std::vector<ProcessMemory>> memory_of_tree(pid_t root);

/// Sum of `memory_of_tree`.
Result<std::uint64_t> proportional_set_size_bytes(pid_t root);

}  // namespace marque::pg::embedded
