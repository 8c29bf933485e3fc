#include "core/files.hpp"

#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/random.hpp"

namespace marque::core {
namespace {

namespace fs = std::filesystem;

std::string_view code_of(int error_number) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT: return "file.no_space";
    case EROFS: return "file.read_only";
    case EACCES:
    case EPERM: return "file.denied";
    case ENOENT: return "file.missing";
    default: return {};
  }
}

std::string_view hint_for(std::string_view code) {
  if (code == "file.no_space") return "free some space on this file system, or raise the quota";
  if (code == "file.read_only") return "choose a directory on a writable file system";
  if (code == "file.denied")
    return "check the owner and the mode of the path and of the directories above it";
  return {};
}

/// A temporary file that goes away again unless it was renamed.
struct TemporaryFile {
  fs::path path;
  FileDescriptor descriptor;
  bool renamed = false;
  ~TemporaryFile() {
    if (descriptor.is_open() && !renamed) ::unlink(path.c_str());
  }
};

Result<void> fill(const TemporaryFile& file, std::string_view bytes, mode_t mode) {
  if (::fchmod(file.descriptor.get(), mode) != 0) return fail(file_error("write", file.path, errno));
  if (const int reason = write_all(file.descriptor.get(), bytes); reason != 0)
    return fail(file_error("write", file.path, reason));
  if (::fsync(file.descriptor.get()) != 0) return fail(file_error("write", file.path, errno));
  return {};
}

fs::path directory_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

}  // namespace

Error file_error(std::string_view action, const fs::path& path, int error_number) {
  const std::string_view known = code_of(error_number);
  Error error(known.empty() ? fmt::format("file.{}", action) : std::string(known),
              fmt::format("cannot {} {}: {}", action, path.string(), system_error_text(error_number)));
  error.hint = hint_for(known);
  return error;
}

Result<void> write_file_atomically(const fs::path& path, std::string_view bytes, mode_t mode) {
  TemporaryFile file{directory_of(path) / fmt::format(".{}.{}", path.filename().string(), random_text(8)),
                     {}};
  file.descriptor = FileDescriptor(
      ::open(file.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, private_file_mode));
  if (!file.descriptor) return fail(file_error("write", path, errno));
  if (auto filled = fill(file, bytes, mode); !filled) return filled;
  if (::rename(file.path.c_str(), path.c_str()) != 0) return fail(file_error("write", path, errno));
  file.renamed = true;
  return sync_directory(directory_of(path));
}

Result<std::string> read_file(const fs::path& path, std::size_t limit_bytes) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return fail(file_error("read", path, errno));
  std::string content;
  char buffer[16384];
  for (;;) {
    const ssize_t count = ::read(file.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(file_error("read", path, errno));
    if (count == 0) return content;
    if (content.size() + static_cast<std::size_t>(count) > limit_bytes)
      return fail("file.too_large", fmt::format("{} is longer than {} bytes", path.string(), limit_bytes));
    content.append(buffer, static_cast<std::size_t>(count));
  }
}

Result<void> make_directory(const fs::path& path, mode_t mode) {
  std::error_code failure;
  if (const fs::path parent = directory_of(path); parent != path) {
    fs::create_directories(parent, failure);
    if (failure) return fail(file_error("create", parent, failure.value()));
  }
  if (::mkdir(path.c_str(), mode) == 0) {
    if (::chmod(path.c_str(), mode) != 0) return fail(file_error("create", path, errno));
    return sync_directory(directory_of(path));
  }
  const int reason = errno;
  if (reason == EEXIST && fs::is_directory(path, failure)) return {};
  return fail(file_error("create", path, reason));
}

Result<void> sync_directory(const fs::path& directory) {
  const FileDescriptor handle(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!handle || ::fsync(handle.get()) != 0) return fail(file_error("sync", directory, errno));
  return {};
}

}  // namespace marque::core
