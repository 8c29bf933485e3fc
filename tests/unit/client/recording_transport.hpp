// recording_transport.hpp: a transport that sends nothing: it keeps what it was asked for and answers what it
// was told to.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "marque/marque.hpp"

namespace marque {

class RecordingTransport final : public Transport {
 public:
  Expected<Response> execute(const Request& request) override {
    requests.push_back(request.http());
    return answer;
  }

  /// Gives the body in pieces of `piece_bytes`.
  Expected<Response> stream(const Request& request, const Sink& sink) override {
    requests.push_back(request.http());
    if (!answer || answer->status >= 300) return answer;
    Response head = *answer;
    const std::string body = std::exchange(head.body, {});
    for (std::size_t place = 0; place < body.size(); place += piece_bytes)
      if (!sink(std::string_view(body).substr(place, piece_bytes))) break;
    return head;
  }

  void start(Request request, Done done) override { done(execute(request)); }

  std::vector<HttpRequest> requests;
  Expected<Response> answer = Response{200, {}, "[]", {}};
  std::size_t piece_bytes = 7;
};

/// A client on a transport of which the test keeps hold.
struct Recorder {
  std::shared_ptr<RecordingTransport> transport = std::make_shared<RecordingTransport>();
  Client client{transport, "key"};

  void answers(int status, std::string body, Headers headers = {}) {
    transport->answer = Response{status, std::move(headers), std::move(body), {}};
  }
  const HttpRequest& last() const { return transport->requests.back(); }
};

}  // namespace marque
