// pg/embedded/child_process.hpp: starts a program as a chosen user, so that it never outlives this process.
#pragma once

#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

#include "core/error.hpp"
#include "core/file_descriptor.hpp"
#include "pg/embedded/process_user.hpp"

namespace marque::pg::embedded {

struct ChildCommand {
  std::filesystem::path program;
  std::vector<std::string> arguments;  ///< without the program's own name
  ProcessUser user;
  /// Sent by the kernel when the starting THREAD ends: the caller's thread must live as long as the child.
  int death_signal = SIGKILL;
  std::string input;  ///< what the program reads from its standard input
};

/// A running child: its own session (a terminal's Ctrl-C passes it by), standard output and error in one
/// pipe, no other descriptor of ours, a bare environment, working directory /.
struct Child {
  pid_t pid = -1;
  FileDescriptor handle;  ///< a pidfd: readable once the process has ended
  FileDescriptor output;  ///< does not block
};

Result<Child> spawn(const ChildCommand& command);

/// How a process ended, in words: "exit code 1", "signal 9 (Killed)".
struct Exit {
  int status = 0;  ///< as waitpid reports it
  bool clean() const { return status == 0; }
  std::string text() const;
};

/// Collects a child that has ended; blocks until it has.
Exit collect(Child& child);

struct Finished {
  Exit exit;
  std::string output;
};

/// Runs a program to its end. One that takes longer than `limit` is killed with its whole process group.
/// Errors: cluster.spawn, cluster.timeout.
Result<Finished> run(const ChildCommand& command, std::chrono::seconds limit);

/// True once the process of `handle` (a pidfd) has ended, at the latest after `limit`.
bool wait_for_end(const FileDescriptor& handle, std::chrono::milliseconds limit);

/// Sends a signal to the process of `handle`, and to no other that may have its number by now.
void send_signal(const FileDescriptor& handle, int signal);

/// A pidfd; empty where there is no such process.
FileDescriptor open_process(pid_t pid);

}  // namespace marque::pg::embedded
