// pg/embedded/server_log.hpp: PostgreSQL's standard error, line by line, as lines of our own log; and what a
// server that failed to start said last.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/log.hpp"

namespace marque::pg::embedded {

/// One line as log_line_prefix '[%p] ' and log_destination 'stderr' write it: "[12] LOG:  text".
struct ServerLine {
  std::string_view process;   ///< "12", or empty where the line has another shape
  std::string_view severity;  ///< "LOG", "FATAL", "DETAIL", or empty
  std::string_view text;
};
ServerLine read_server_line(std::string_view line);

class ServerLog {
 public:
  explicit ServerLog(Log log) : log_(std::move(log)) {}

  /// Takes bytes as they come from the pipe and logs each whole line.
  void take(std::string_view bytes);
  /// A new life of the server: forgets what the last one said.
  void begin();

  /// True once the server said that it takes connections.
  bool said_ready() const { return said_ready_; }
  /// FATAL and PANIC with their details and the few lines before, which often name the cause; empty where
  /// there were none.
  const std::string& complaints() const { return complaints_; }

 private:
  void take_line(std::string_view line);
  void remember(const ServerLine& line);
  void write(const ServerLine& line) const;

  Log log_;
  std::string unfinished_;
  std::string complaints_;
  std::deque<std::string> latest_;  ///< the last lines before a complaint
  bool complaining_ = false;
  bool client_error_ = false;
  bool said_ready_ = false;
};

/// Turns what a server said before it gave up into one sentence with its cause: cluster.disk_full,
/// cluster.port_taken, cluster.wrong_owner, cluster.start_failed. `how` is how it ended.
Error start_error(std::string_view complaints, std::string_view how);

}  // namespace marque::pg::embedded
