#include "cli/rest_routes.hpp"

#include "core/log.hpp"
#include "rest/service.hpp"

namespace marque::cli {
namespace {

/// The texts say what a request did; their parameters, which hold what people wrote, are never logged.
void log_statements(const pg::Statement& settings, const pg::Statement& main) {
  Log("rest").debug("statements", {{"settings", settings.sql}, {"main", main.sql}});
}

Task<http::Response> pass_gateway(http::Request& request, const identity::Gateway& gateway,
                                  rest::Service& service) {
  if (auto admitted = gateway.admit(request); !admitted)
    co_return identity::gateway_refusal(admitted.error());
  auto response = co_await service.answer(request);
  co_return response;
}

}  // namespace

void add_rest_routes(http::Router& router, pg::Pool& pool, const RestWorld& world,
                     RestRoutesOptions options) {
  rest::ServiceOptions service_options;
  service_options.world = [&world] { return world.current(); };
  service_options.body_limit = options.body_limit;
  service_options.version = options.version;
  if (options.log_statements) service_options.observe = log_statements;
  auto service = std::make_shared<rest::Service>(pool, std::move(service_options));
  http::Handler handler = [service](http::Request& request) { return service->answer(request); };
  if (options.gateway != nullptr)
    handler = [service, gateway = options.gateway](http::Request& request) {
      return pass_gateway(request, *gateway, *service);
    };
  router.mount(options.prefix, std::move(handler), {.body_limit = options.body_limit});
}

}  // namespace marque::cli
