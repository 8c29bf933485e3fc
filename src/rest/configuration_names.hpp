// rest/configuration_names.hpp: the words that choose among a setting's values.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "rest/configuration.hpp"

namespace marque::rest {

template <class Choice, std::size_t size>
using ChoiceNames = std::array<std::pair<std::string_view, Choice>, size>;

inline constexpr ChoiceNames<TransactionEndRule, 4> transaction_end_names{{
    {"commit", TransactionEndRule::commit},
    {"commit-allow-override", TransactionEndRule::commit_allow_override},
    {"rollback", TransactionEndRule::rollback},
    {"rollback-allow-override", TransactionEndRule::rollback_allow_override},
}};

inline constexpr ChoiceNames<LogLevel, 5> log_level_names{{
    {"crit", LogLevel::critical},
    {"error", LogLevel::error},
    {"warn", LogLevel::warning},
    {"info", LogLevel::info},
    {"debug", LogLevel::debug},
}};

inline constexpr ChoiceNames<OpenApiMode, 3> openapi_mode_names{{
    {"follow-privileges", OpenApiMode::follow_privileges},
    {"ignore-privileges", OpenApiMode::ignore_privileges},
    {"disabled", OpenApiMode::disabled},
}};

}  // namespace marque::rest
