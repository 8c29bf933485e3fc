#include "core/file_descriptor.hpp"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace marque::core {

void FileDescriptor::close() noexcept {
  // Linux frees the descriptor even where close() reports EINTR: trying again could close somebody else's.
  if (descriptor_ >= 0) ::close(release());
}

Result<Pipe> open_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    return fail("system.pipe", "cannot open a pipe: " + system_error_text(errno));
  return Pipe{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace marque::core
