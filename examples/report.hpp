#pragma once

// What a comparison has found, as CSV files and as a picture.

#include "picture.hpp"
#include "results.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <system_error>

namespace demo {

inline void write_learning_curves(const comparison& found, std::ostream& out)
{
    out << "activation,epoch,training_loss,test_accuracy,images_per_second\n";
    for (const run& r : found.runs) {
        for (std::size_t epoch = 0; epoch < r.curve.size(); ++epoch) {
            const epoch_result& e = r.curve[epoch];
            out << name_of(r.which) << ',' << epoch + 1 << ',' << e.loss << ',' << e.accuracy << ','
                << e.images_per_second << '\n';
        }
    }
}

inline void write_unit_activity(const comparison& found, std::ostream& out)
{
    out << "activation,unit,images_above_zero,images_at_zero,test_images\n";
    for (const run& r : found.runs) {
        for (std::size_t unit = 0; unit < r.last.active.size(); ++unit) {
            out << name_of(r.which) << ',' << unit << ',' << r.last.active[unit] << ','
                << r.last.images() - r.last.units.active(unit) << ',' << r.last.images() << '\n';
        }
    }
}

inline void write_picture(const comparison& found, std::ostream& out)
{
    out << draw_comparison(found);
}

/// A directory's report files.
class report {
public:
    /// Throws unless each file can be written: better now than after the training.
    explicit report(std::filesystem::path directory) : directory_(std::move(directory))
    {
        std::error_code error;
        std::filesystem::create_directories(directory_, error);
        if (!std::filesystem::is_directory(directory_)) {
            throw user_error("--report " + directory_.string() + ": " +
                             (error ? error.message() : std::string("not a directory")));
        }
        for (const file& f : files) {
            open(f, std::ios::app);
        }
    }

    void write(const comparison& found) const
    {
        for (const file& f : files) {
            std::ofstream out = open(f, std::ios::trunc);
            f.write(found, out);
            out.close();
            if (!out) {
                throw user_error((directory_ / f.name).string() + ": cannot be written to its end");
            }
        }
    }

private:
    struct file {
        const char* name;
        void (*write)(const comparison&, std::ostream&);
    };

    static constexpr std::array<file, 3> files{{
        {"learning_curves.csv", write_learning_curves},
        {"unit_activity.csv", write_unit_activity},
        {"fashion_mnist.svg", write_picture},
    }};

    std::ofstream open(const file& f, std::ios::openmode mode) const
    {
        std::ofstream out(directory_ / f.name, mode);
        if (!out) {
            throw user_error("--report " + directory_.string() + ": " + f.name + " cannot be written there");
        }
        return out;
    }

    std::filesystem::path directory_;
};

} // namespace demo
