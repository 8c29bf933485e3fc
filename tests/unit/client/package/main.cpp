#include <iostream>

#include <marque/marque.hpp>

int main() {
  const marque::Client client("http://127.0.0.1:1", "key");
  const auto request = client.from("brands").select("id").eq("name", "x").http();
  std::cout << request->target << '\n';
  const auto answer = client.from("brands").select().retry(false).execute();
  return request->target == "/rest/v1/brands?select=id&name=eq.x" &&
                 answer.error().code == "marque.unreachable"
             ? 0
             : 1;
}
