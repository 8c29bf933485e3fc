#include "rest/error.hpp"

#include "core/json.hpp"

namespace marque::rest {

int status_of(const Error&, const ErrorContext&) { return 500; }

std::string error_body(const Error& error) { return core::JsonObject().add("message", error.message).text(); }

http::Response error_response(const Error& error, const ErrorContext& context) {
  return http::json_response(status_of(error, context), error_body(error));
}

}  // namespace marque::rest
