// A request as the parser hands it to a handler, for tests of what reads it.
#pragma once

#include <string>
#include <string_view>

#include "http/message.hpp"

namespace marque::rest {

class ArrivedRequest : public http::Request {
 public:
  ArrivedRequest(std::string_view method, std::string_view target, http::Headers headers = {}) {
    head.method_text = method;
    head.method = http::method_named(method);
    head.target = target;
    head.path_size = std::min(target.find('?'), target.size());
    head.headers = std::move(headers);
  }
};

}  // namespace marque::rest
