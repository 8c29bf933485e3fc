#include "cli/rest_world.hpp"

#include <algorithm>
#include <thread>

#include "core/log.hpp"

namespace marque::cli {

RestWorld::RestWorld(RestWorldOptions options)
    : options_(std::move(options)), settings_(std::make_shared<const rest::Settings>(options_.settings)) {}

RestWorld::~RestWorld() = default;

Result<std::unique_ptr<RestWorld>> RestWorld::start(RestWorldOptions options) {
  std::unique_ptr<RestWorld> world(new RestWorld(std::move(options)));
  pg::CatalogueWatchOptions watch;
  watch.url = world->options_.database_url;
  watch.channel = world->options_.channel;
  pg::CatalogueWatchHooks hooks;
  hooks.configure = [it = world.get()](pg::Session& session) { return it->configure(session); };
  auto started = pg::CatalogueWatch::start(std::move(watch), std::move(hooks), Log("catalogue"));
  if (!started) return fail(started.error());
  world->watch_ = std::move(*started);
  return world;
}

pg::CatalogueScope RestWorld::configure(pg::Session& session) {
  auto read = options_.read(session, options_.settings);
  if (read)
    settings_.store(std::make_shared<const rest::Settings>(std::move(*read)));
  else
    Log("settings").error("the settings cannot be read again; the old ones stay", read.error());
  return options_.scope(*settings_.load());
}

rest::World RestWorld::current() const {
  rest::World world;
  world.settings = settings_.load();
  if (watch_->is_stale()) {
    const auto delay = std::chrono::ceil<std::chrono::seconds>(watch_->state().retry_delay);
    world.retry_after_s = std::max(1, static_cast<int>(delay.count()));
  } else {
    world.catalogue = watch_->current();
  }
  return world;
}

bool RestWorld::wait_for_first_load(std::chrono::milliseconds patience) const {
  constexpr std::chrono::milliseconds look_again{2};
  const auto end = std::chrono::steady_clock::now() + patience;
  while (watch_->state().phase == pg::CatalogueState::Phase::loading) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(look_again);
  }
  return true;
}

}  // namespace marque::cli
