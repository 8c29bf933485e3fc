#include "pg/embedded/server_log.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace marque::pg::embedded {
namespace {

/// Longer lines are cut: a client must not fill our memory through the server's log.
constexpr std::size_t line_limit_bytes = 8192;
constexpr std::size_t complaints_limit_bytes = 4096;
constexpr std::size_t lines_before_complaint = 4;

constexpr std::string_view severities[] = {"DEBUG", "LOG",     "INFO",      "NOTICE",  "WARNING",
                                           "ERROR", "FATAL",   "PANIC",     "DETAIL",  "HINT",
                                           "QUERY", "CONTEXT", "STATEMENT", "LOCATION"};

bool is_severity(std::string_view word) {
  const bool numbered_debug = word.size() == 6 && word.starts_with("DEBUG");
  return numbered_debug ||
         std::find(std::begin(severities), std::end(severities), word) != std::end(severities);
}

/// What every ordinary start and stop says; marque's own lines tell the same.
constexpr std::string_view ordinary_beginnings[] = {"starting PostgreSQL ",
                                                    "listening on ",
                                                    "database system was shut down at ",
                                                    "database system is ready to accept connections",
                                                    "received fast shutdown request",
                                                    "aborting any active transactions",
                                                    "shutting down",
                                                    "database system is shut down",
                                                    "background worker \"logical replication launcher\""};

bool is_ordinary(std::string_view text) {
  return std::any_of(std::begin(ordinary_beginnings), std::end(ordinary_beginnings),
                     [text](std::string_view beginning) { return text.starts_with(beginning); });
}

bool belongs_to_previous(std::string_view severity) {
  return severity == "DETAIL" || severity == "HINT" || severity == "QUERY" || severity == "CONTEXT" ||
         severity == "STATEMENT" || severity == "LOCATION";
}

}  // namespace

ServerLine read_server_line(std::string_view line) {
  ServerLine read{{}, {}, line};
  if (!line.starts_with('[')) return read;
  const auto bracket = line.find("] ");
  if (bracket == line.npos) return read;
  read.process = line.substr(1, bracket - 1);
  read.text = line.substr(bracket + 2);
  const auto colon = read.text.find(":  ");
  if (colon == line.npos || !is_severity(read.text.substr(0, colon))) return read;
  read.severity = read.text.substr(0, colon);
  read.text.remove_prefix(colon + 3);
  return read;
}

void ServerLog::begin() {
  unfinished_.clear();
  complaints_.clear();
  latest_.clear();
  complaining_ = client_error_ = said_ready_ = false;
}

void ServerLog::take(std::string_view bytes) {
  for (;;) {
    const auto end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    unfinished_.append(piece.substr(0, line_limit_bytes - std::min(line_limit_bytes, unfinished_.size())));
    if (end == bytes.npos) return;
    take_line(unfinished_);
    unfinished_.clear();
    bytes.remove_prefix(end + 1);
  }
}

void ServerLog::take_line(std::string_view text) {
  if (text.empty()) return;
  const ServerLine line = read_server_line(text);
  const bool new_report = !line.severity.empty() && !belongs_to_previous(line.severity);
  if (new_report) {
    complaining_ = line.severity == "FATAL" || line.severity == "PANIC";
    client_error_ = line.severity == "ERROR";
  }
  remember(line);
  if (line.text == "database system is ready to accept connections") said_ready_ = true;
  write(line);
}

void ServerLog::remember(const ServerLine& line) {
  latest_.emplace_back(line.text);
  // Lines without a shape come from the loader or from before the log is set up: they are complaints too.
  if (complaining_ || line.process.empty()) {
    for (const std::string& text : latest_)
      if (complaints_.size() + text.size() < complaints_limit_bytes)
        complaints_ += fmt::format("{}{}", complaints_.empty() ? "" : "\n", text);
    latest_.clear();
  }
  if (latest_.size() > lines_before_complaint) latest_.pop_front();
}

void ServerLog::write(const ServerLine& line) const {
  const auto fields = {core::LogField("postgres_process", line.process),
                       core::LogField("severity", line.severity)};
  // A client's mistake may carry a person's data in DETAIL and STATEMENT: those lines only for the curious.
  const bool private_part = client_error_ && line.severity != "ERROR";
  if (private_part || is_ordinary(line.text) || line.severity.starts_with("DEBUG"))
    return log_.debug(line.text, fields);
  if (line.severity == "PANIC") return log_.error(line.text, fields);
  if (line.severity == "FATAL" || line.severity == "ERROR" || line.severity == "WARNING")
    return log_.warning(line.text, fields);
  log_.info(line.text, fields);
}

Error start_error(std::string_view complaints, std::string_view how) {
  const auto says = [&](std::string_view words) { return complaints.find(words) != complaints.npos; };
  const std::string detail(complaints);
  if (says("No space left on device") || says("Disk quota exceeded"))
    return Error("cluster.disk_full",
                 "PostgreSQL cannot start because the disk of the data directory is full")
        .with_detail(detail)
        .with_hint("free some space and start again; nothing that was acknowledged is lost");
  if (says("could not create any TCP/IP sockets") || says("Address already in use"))
    return Error("cluster.port_taken", "PostgreSQL cannot start because its port is taken")
        .with_detail(detail)
        .with_hint("choose another port with --pg-port, or 0 for any free one");
  if (says("wrong ownership") || says("invalid permissions") || says("Permission denied"))
    return Error("cluster.wrong_owner", "PostgreSQL may not use the files of its data directory")
        .with_detail(detail)
        .with_hint("the postgres folder and all in it must belong to the user whom PostgreSQL runs as");
  if (says("Read-only file system"))
    return Error("cluster.read_only", "PostgreSQL cannot start because its data directory is read-only")
        .with_detail(detail)
        .with_hint("choose a directory on a writable file system with --data-dir");
  return Error("cluster.start_failed", fmt::format("PostgreSQL did not start: {}", how))
      .with_detail(detail)
      .with_hint(
          "the server's own words are in the detail; settings in postgresql.user.conf are a usual cause");
}

}  // namespace marque::pg::embedded
