// core/files.hpp: small whole files, read with a limit and replaced in one step. For configuration, keys and
// state; the blob store has its own way.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "core/error.hpp"
#include "core/file_descriptor.hpp"

namespace marque::core {

/// Modes for what only the owner may see.
inline constexpr mode_t private_file_mode = 0600;
inline constexpr mode_t private_directory_mode = 0700;

/// Replaces `path` by `bytes` in one step: a temporary file beside it, fsync, rename, fsync of the directory.
/// After a crash at any moment the file holds either its old content or the new one, whole. `mode` holds from
/// the first byte on, whatever the umask. Errors: file.no_space, file.read_only, file.denied, file.write.
Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view bytes,
                                   mode_t mode = private_file_mode);

/// The whole file. Errors: file.missing, file.denied, file.too_large (longer than `limit_bytes`), file.read.
Result<std::string> read_file(const std::filesystem::path& path,
                              std::size_t limit_bytes = std::size_t{1} << 20);

/// Makes `path` and its missing parents; only `path` itself gets `mode`, and only if this call made it. An
/// existing directory is left as it is; anything else of that name is an error.
Result<void> make_directory(const std::filesystem::path& path, mode_t mode = private_directory_mode);

/// Makes names that were created, renamed or removed in `directory` survive a power cut.
Result<void> sync_directory(const std::filesystem::path& directory);

/// The failing half for a system call on a path: `action` reads "write", "open"; the code follows the errno
/// (file.no_space, file.read_only, file.denied, file.missing, else "file.<action>").
Error file_error(std::string_view action, const std::filesystem::path& path, int error_number);

}  // namespace marque::core
