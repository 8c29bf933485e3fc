// cli/rest_world.hpp: what the REST API of this process answers with, kept current: settings, and the
// catalogue that they ask for.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "pg/catalogue_watch.hpp"
#include "rest/service.hpp"

namespace marque::cli {

struct RestWorldOptions {
  Secret database_url;
  std::string channel = "pgrst";  ///< on which the database asks for reloads; empty for none
  rest::Settings settings;        ///< until `read` has given others
  /// Reads the settings again, with what the database says of them; run at the start and on every reload, on
  /// the watch's thread. On an error the settings stay as they are, and the error is logged.
  std::function<Result<rest::Settings>(pg::Session&, rest::Settings)> read;
  /// Which part of the database these settings need.
  std::function<pg::CatalogueScope(const rest::Settings&)> scope;
};

class RestWorld {
 public:
  /// Starts to load. Errors: those of the watch.
  static Result<std::unique_ptr<RestWorld>> start(RestWorldOptions options);
  RestWorld(const RestWorld&) = delete;
  RestWorld& operator=(const RestWorld&) = delete;
  ~RestWorld();

  /// From any thread, without waiting. There is no catalogue while the first is loading, and none after a
  /// load that failed: what the database looks like is then unknown (contracts/rest.md §25).
  rest::World current() const;

  /// Waits until the first load has come to an end, good or bad; false once `patience` is over.
  bool wait_for_first_load(std::chrono::milliseconds patience) const;

  void reload_schema() { watch_->reload_schema(); }
  void reload_config() { watch_->reload_config(); }
  pg::CatalogueState state() const { return watch_->state(); }

 private:
  explicit RestWorld(RestWorldOptions options);
  pg::CatalogueScope configure(pg::Session& session);

  RestWorldOptions options_;
  std::atomic<std::shared_ptr<const rest::Settings>> settings_;
  std::optional<pg::CatalogueWatch> watch_;
};

}  // namespace marque::cli
