// Trains a small network on Fashion-MNIST, once with each of rectify's activations, and compares them:
// accuracy, how sparse the hidden layer is, dead units, and how much of the time the activation takes.
//
//   training.hpp  batches and epochs          idx.hpp      reads the images
//   network.hpp   the network and its step    report.hpp   writes CSV files and a picture

#include "digits.hpp"
#include "idx.hpp"
#include "options.hpp"
#include "report.hpp"
#include "training.hpp"

#include <chrono>
#include <cstdio>
#include <exception>

#if defined(_WIN32)
#include <io.h>
#else
#include <unistd.h>
#endif

namespace {

using namespace demo;

constexpr const char* package_directory = "/usr/share/datasets/fashion-mnist";

double seconds_since(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

bool stdout_is_terminal()
{
#if defined(_WIN32)
    return _isatty(_fileno(stdout)) != 0;
#else
    return isatty(fileno(stdout)) != 0;
#endif
}

/// A line that is updated on a terminal; elsewhere, a line an epoch.
class progress {
public:
    progress(activation a, int epochs) : activation_(a), epochs_(epochs) {}

    void step(int epoch, double images_per_second, double loss)
    {
        if (terminal_ && seconds_since(shown_) > 0.1) {
            show(epoch, images_per_second, loss);
        }
    }

    void epoch_done(int epoch, const epoch_result& result)
    {
        accuracy_ = picture::format("%.4f", result.accuracy);
        show(epoch, result.images_per_second, result.loss);
        if (!terminal_ || epoch == epochs_) {
            std::putchar('\n');
        }
        std::fflush(stdout);
    }

private:
    void show(int epoch, double images_per_second, double loss)
    {
        std::printf("%s%-10s  epoch %2d of %d  %8.0f images/s  loss %7.4f  test accuracy %s", terminal_ ? "\r" : "",
                    name_of(activation_), epoch, epochs_, images_per_second, loss, accuracy_.c_str());
        std::fflush(stdout);
        shown_ = std::chrono::steady_clock::now();
    }

    activation activation_;
    int epochs_;
    bool terminal_ = stdout_is_terminal();
    std::string accuracy_ = "-";
    std::chrono::steady_clock::time_point shown_;
};

/// The same training again, with one bit kept in place of each input of the activation.
mask_comparison train_with_masks(activation a, const dataset& data, const training_plan& plan, const network& expected)
{
    trainer training(a, data, plan, expected.hidden_units(), kept::signs);
    for (int epoch = 0; epoch < plan.epochs; ++epoch) {
        training.train_epoch([](std::size_t, double) {});
    }
    const network& found = training.trained();
    bool same = true;
    for (const std::size_t layer : {0u, 1u}) {
        same = same && std::ranges::equal(found.weights(layer), expected.weights(layer)) &&
               std::ranges::equal(found.biases(layer), expected.biases(layer));
    }
    return {same, expected.bytes_kept(), found.bytes_kept()};
}

run train(activation a, const dataset& data, const training_plan& plan)
{
    const auto start = std::chrono::steady_clock::now();
    run result;
    result.which = a;
    trainer training(a, data, plan);
    progress shown(a, plan.epochs);
    for (int epoch = 1; epoch <= plan.epochs; ++epoch) {
        const auto epoch_start = std::chrono::steady_clock::now();
        const double loss = training.train_epoch([&](std::size_t images, double loss_so_far) {
            shown.step(epoch, static_cast<double>(images) / seconds_since(epoch_start), loss_so_far);
        });
        const double images_per_second = static_cast<double>(data.train.size()) / seconds_since(epoch_start);
        result.last = training.evaluate();
        result.curve.push_back({loss, result.last.accuracy, images_per_second});
        shown.epoch_done(epoch, result.curve.back());
    }
    result.slopes.assign(training.trained().slopes().begin(), training.trained().slopes().end());
    result.activation_seconds = training.trained().activation_seconds();
    result.seconds = seconds_since(start);
    if (a == activation::relu) {
        result.second_layer = training.compare_second_layers();
        result.with_masks = train_with_masks(a, data, plan, training.trained());
    }
    return result;
}

void warn_of_drawn_digits()
{
    std::puts("\n"
              "***************************************************************************\n"
              "*** NOT FASHION-MNIST: the images are digits that this program has drawn. *\n"
              "*** What follows shows that it runs, and says nothing about real images.  *\n"
              "***************************************************************************\n");
}

dataset load(const options& chosen)
{
    if (chosen.data == "synthetic") {
        return draw_dataset();
    }
    if (chosen.data) {
        return read_idx_directory(*chosen.data);
    }
    std::error_code error;
    if (std::filesystem::exists(package_directory, error)) {
        dataset data = read_idx_directory(package_directory);
        data.source = "Fashion-MNIST";
        return data;
    }
    std::printf("%s is not there. To train on Fashion-MNIST: apt-get install dataset-fashion-mnist,\n"
                "or --data DIR with its four files (https://github.com/zalandoresearch/fashion-mnist).\n",
                package_directory);
    return draw_dataset();
}

std::string slope_summary(const std::vector<float>& slopes)
{
    if (slopes.empty()) {
        return "-";
    }
    const auto [least, most] = std::ranges::minmax(slopes);
    const double mean = std::accumulate(slopes.begin(), slopes.end(), 0.0) / static_cast<double>(slopes.size());
    return picture::format("%.3f / %.3f / %.3f", static_cast<double>(least), mean, static_cast<double>(most));
}

void print_table(const comparison& found)
{
    std::printf("\n%-10s  %13s  %28s  %10s  %24s  %s\n", "activation", "test accuracy", "zero hidden outputs, k / n",
                "dead units", "slopes, min / mean / max", "seconds, activation / all");
    for (const run& r : found.runs) {
        const rectify::sparsity& hidden = r.last.hidden;
        const std::string zeros = picture::format("%zu / %zu = %.4f", hidden.zeros, hidden.size, hidden.ratio());
        const std::string dead = picture::format("%zu / %zu", r.last.units.dead().size(), r.last.units.units());
        std::printf("%-10s  %13.4f  %28s  %10s  %24s  %.2f / %.2f = %.1f %%\n", name_of(r.which), r.last.accuracy,
                    zeros.c_str(), dead.c_str(), slope_summary(r.slopes).c_str(), r.activation_seconds, r.seconds,
                    100 * r.activation_seconds / r.seconds);
    }
    for (const run& r : found.runs) {
        if (r.second_layer) {
            const layer_comparison& c = *r.second_layer;
            const double images = static_cast<double>(c.images);
            std::printf("\n%s, second layer, one image at a time: dense %.3f us, sparse %.3f us, ratio %.2f; the "
                        "same class for %zu of %zu images\n",
                        name_of(r.which), 1e6 * c.dense_seconds / images, 1e6 * c.sparse_seconds / images,
                        c.dense_seconds / c.sparse_seconds, c.same_class, c.images);
        }
        if (r.with_masks) {
            std::printf("%s, trained again with sign masks: %s; %zu bytes kept for the backward pass, not %zu\n",
                        name_of(r.which), r.with_masks->same_weights ? "the same weights, to the bit" : "OTHER WEIGHTS",
                        r.with_masks->bytes_of_signs, r.with_masks->bytes_of_inputs);
        }
    }
    std::printf("\n%s: %zu training images, %zu test images; seed %llu; %d thread%s; rectify %d.%d.%d on %s\n",
                found.source.c_str(), found.train_images, found.test_images,
                static_cast<unsigned long long>(found.seed), found.threads, found.threads == 1 ? "" : "s",
                RECTIFY_VERSION_MAJOR, RECTIFY_VERSION_MINOR, RECTIFY_VERSION_PATCH, rectify::default_arch::name());
    if (found.is_synthetic) {
        warn_of_drawn_digits();
    }
}

void compare(const options& chosen)
{
    std::optional<report> written;
    if (chosen.report) {
        written.emplace(*chosen.report);
    }
    const dataset data = load(chosen);
    if (data.is_synthetic) {
        warn_of_drawn_digits();
    }

    Eigen::setNbThreads(chosen.threads);
    comparison found{.source = data.source,
                     .is_synthetic = data.is_synthetic,
                     .train_images = data.train.size(),
                     .test_images = data.test.size(),
                     .seed = chosen.seed,
                     .threads = Eigen::nbThreads(), // 1 without OpenMP
                     .runs = {}};
    const training_plan plan{.epochs = chosen.epochs,
                             .batch = static_cast<std::size_t>(chosen.batch),
                             .learning_rate = chosen.learning_rate,
                             .seed = chosen.seed};
    for (const activation a : chosen.activations) {
        found.runs.push_back(train(a, data, plan));
    }
    print_table(found);
    if (written) {
        written->write(found);
    }
}

/// On one line, whatever a file's name has in it.
void print_error(std::string message)
{
    std::ranges::replace_if(
        message, [](unsigned char c) { return c < ' ' || c == 127; }, '?');
    std::fprintf(stderr, "fashion_mnist: %s\n", message.c_str());
}

} // namespace

int main(int argc, char** argv)
{
    try {
        const std::span<const char* const> arguments(argv, static_cast<std::size_t>(argc));
        const options chosen = parse_options(arguments.subspan(std::min<std::size_t>(1, arguments.size())));
        if (chosen.help) {
            std::fputs(help_text, stdout);
        } else {
            compare(chosen);
        }
        return 0;
    } catch (const std::exception& error) {
        print_error(error.what());
        return 2;
    }
}
