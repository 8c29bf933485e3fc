// core/file_descriptor.hpp: an open file, socket or pipe that closes itself.
#pragma once

#include <string_view>
#include <utility>

#include "core/error.hpp"

namespace marque::core {

/// Owns one descriptor; empty after a move.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int descriptor) noexcept : descriptor_(descriptor) {}
  FileDescriptor(FileDescriptor&& other) noexcept : descriptor_(other.release()) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    if (this != &other) {
      close();
      descriptor_ = other.release();
    }
    return *this;
  }
  ~FileDescriptor() { close(); }

  int get() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }
  explicit operator bool() const { return is_open(); }

  /// Gives the descriptor away; the caller closes it.
  int release() noexcept { return std::exchange(descriptor_, -1); }
  void close() noexcept;

 private:
  int descriptor_ = -1;
};

/// The two ends of a pipe, both closed on exec.
struct Pipe {
  FileDescriptor read_end;
  FileDescriptor write_end;
};
Result<Pipe> open_pipe();

/// Writes all of `bytes`, going on after interruptions and partial writes. Answers 0, or the errno of what
/// failed.
int write_all(int descriptor, std::string_view bytes);

}  // namespace marque::core

namespace marque {
using core::FileDescriptor;
}
