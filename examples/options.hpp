#pragma once

// The demo's command line.

#include "activation.hpp"
#include "dataset.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace demo {

inline constexpr const char* help_text =
    R"(Trains Linear(784, 512), activation, Linear(512, 10) on Fashion-MNIST or MNIST, once with each activation,
and compares them.

  --data DIR          the directory of train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
                      t10k-labels-idx1-ubyte, plain or .gz; or "synthetic", for digits that the program draws.
                      Default: Debian's package dataset-fashion-mnist, or drawn digits where it is not installed
  --activation NAME   relu, leaky_relu, prelu, elu or all (default: all)
  --epochs N          how often each image is learned from, 1 to 1000 (default: 10)
  --batch N           images in a step, 1 to 10000 (default: 128)
  --learning-rate X   of the first step, above 0, at most 10; it falls to 0 along a cosine (default: 0.05)
  --seed N            of the weights and the order of the images, 0 to 2^64 - 1 (default: 1)
  --threads N         for the matrix products, 1 to 256 (default: as many as the machine has); rounding, and so the
                      result, depends on it
  --report DIR        write learning_curves.csv, unit_activity.csv and fashion_mnist.svg there
  --help              print this
)";

struct options {
    /// Nothing: the package's directory, if it is there. "synthetic": drawn digits.
    std::optional<std::string> data;
    std::vector<activation> activations{all_activations.begin(), all_activations.end()};
    int epochs = 10;
    int batch = 128;
    double learning_rate = 0.05;
    std::uint64_t seed = 1;
    int threads = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 256);
    std::optional<std::filesystem::path> report;
    bool help = false;
};

namespace command_line {

[[noreturn]] inline void bad_value(std::string_view name, std::string_view value, const std::string& wanted)
{
    throw user_error(std::string(name) + " " + std::string(value) + ": " + wanted);
}

template <class Integer>
Integer integer(std::string_view name, std::string_view value, Integer least, Integer most)
{
    Integer number{};
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || end != value.data() + value.size() || number < least || number > most) {
        bad_value(name, value, "not a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    }
    return number;
}

/// A number above 0, at most 10. (std::from_chars of a double is missing from libc++ before version 20.)
inline double learning_rate(std::string_view name, const std::string& value)
{
    char* end = nullptr;
    const double number = std::strtod(value.c_str(), &end);
    const bool all_read = !value.empty() && end == value.c_str() + value.size();
    if (!all_read || !(number > 0 && number <= 10)) {
        bad_value(name, value, "not a number above 0, at most 10");
    }
    return number;
}

inline std::vector<activation> activations(std::string_view name, std::string_view value)
{
    std::vector<activation> chosen;
    for (const activation a : all_activations) {
        if (value == name_of(a) || value == "all") {
            chosen.push_back(a);
        }
    }
    if (chosen.empty()) {
        bad_value(name, value, "not relu, leaky_relu, prelu, elu or all");
    }
    return chosen;
}

} // namespace command_line

/// Takes `--name value` and `--name=value`.
inline options parse_options(std::span<const char* const> arguments)
{
    options parsed;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view argument = arguments[i];
        const std::size_t equals = argument.find('=');
        const std::string_view name = argument.substr(0, equals);
        const auto value = [&] {
            if (equals != std::string_view::npos) {
                return std::string(argument.substr(equals + 1));
            }
            if (i + 1 == arguments.size()) {
                throw user_error(std::string(name) + ": its value is missing");
            }
            return std::string(arguments[++i]);
        };

        if (argument == "--help" || argument == "-h") {
            parsed.help = true;
        } else if (name == "--data") {
            parsed.data = value();
        } else if (name == "--activation") {
            parsed.activations = command_line::activations(name, value());
        } else if (name == "--epochs") {
            parsed.epochs = command_line::integer(name, value(), 1, 1000);
        } else if (name == "--batch") {
            parsed.batch = command_line::integer(name, value(), 1, 10000);
        } else if (name == "--learning-rate") {
            parsed.learning_rate = command_line::learning_rate(name, value());
        } else if (name == "--seed") {
            parsed.seed = command_line::integer<std::uint64_t>(name, value(), 0, UINT64_MAX);
        } else if (name == "--threads") {
            parsed.threads = command_line::integer(name, value(), 1, 256);
        } else if (name == "--report") {
            parsed.report = value();
        } else {
            throw user_error(std::string(argument) + ": unknown option (--help lists them)");
        }
    }
    return parsed;
}

} // namespace demo
