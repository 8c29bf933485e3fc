// pg/catalogue_watch.hpp: keeps the catalogue current on a thread of its own (contracts/rest.md §24): loads
// it at the start, again whenever the database or the owner says so, and again after a lost connection.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "core/log.hpp"
#include "pg/catalogue_loader.hpp"
#include "pg/session.hpp"

namespace marque::pg {

struct CatalogueWatchOptions {
  Secret url;
  std::string channel = "pgrst";  ///< to LISTEN on; empty for none
  /// A burst of notifications is one reload, this long after the last, and at most ten times as long after
  /// the first.
  std::chrono::milliseconds quiet{20};
  /// After a failure: the first wait, doubled with each further one up to the last.
  std::chrono::milliseconds first_retry{1'000};
  std::chrono::milliseconds last_retry{32'000};
  /// An idle connection is asked whether it still is one.
  std::chrono::milliseconds idle_check{30'000};
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds statement_timeout{300'000};  ///< some databases hold tens of thousands of tables
};

/// What the owner does; called on the watch's thread, one at a time.
struct CatalogueWatchHooks {
  /// Reads the configuration again and says what to load. Before every load, and on "reload config", where
  /// the answer is not used.
  std::function<CatalogueScope(Session&)> configure;
  /// A new catalogue can be had from `current`.
  std::function<void()> on_published = [] {};
};

struct CatalogueState {
  /// `loading` until the first attempt is over. While a later one runs, what the one before came to stays.
  enum class Phase : std::uint8_t { loading, loaded, failed };
  Phase phase = Phase::loading;
  bool is_connected = false;     ///< and listening, where there is a channel
  std::optional<Error> problem;  ///< why the last load or connection failed
  std::uint64_t version = 0;     ///< of `current`; counts successful loads
  std::uint64_t failed_loads = 0;
  std::chrono::microseconds load_time{};    ///< of the last successful load
  std::chrono::milliseconds retry_delay{};  ///< until the next attempt; 0 where none is due
};

class CatalogueWatch {
 public:
  /// Starts the thread. Errors: pg.watch where the process may open no more files.
  static Result<CatalogueWatch> start(CatalogueWatchOptions options, CatalogueWatchHooks hooks, Log log);
  CatalogueWatch(CatalogueWatch&&) noexcept;
  CatalogueWatch& operator=(CatalogueWatch&&) noexcept;
  ~CatalogueWatch();  ///< stops

  /// The newest one; nothing before the first was loaded. From any thread, without waiting.
  std::shared_ptr<const Catalogue> current() const;
  /// True where the last attempt to load failed, so that `current` may be out of date. From any thread,
  /// without waiting.
  bool is_stale() const;
  CatalogueState state() const;  ///< from any thread

  /// As if the database had notified of it. From any thread.
  void reload_schema();
  void reload_config();

  /// Ends the thread, whatever it waits for; `current` stays. Not from a hook.
  void stop();

 private:
  class Worker;
  explicit CatalogueWatch(std::unique_ptr<Worker> worker);

  std::unique_ptr<Worker> worker_;
};

}  // namespace marque::pg
