#include "cli/plot.hpp"

#include "inferno/config/picture.hpp"

namespace inferno::cli {

namespace {

std::vector<std::string> parted(std::string const& text)
{
    std::vector<std::string> parts;
    if (text.empty()) { return parts; }
    for (std::size_t begin = 0;;) {
        std::size_t const comma = text.find(',', begin);
        parts.push_back(text.substr(begin, comma - begin));
        if (comma == std::string::npos) { return parts; }
        begin = comma + 1;
    }
}

PicturePanel panel(PlotArguments::File const& file)
{
    PicturePanel panel;
    panel.array  = read_npy(file.path);
    panel.name   = file.path.string();
    panel.label  = file.label.value_or(picture_label(file.path));
    panel.select = parted(file.select);
    panel.legend = parted(file.names);
    panel.stairs = file.stairs;
    return panel;
}

//! Options of the file before them.
bool take_file_option(PlotArguments& arguments, std::string const& option, Words& words)
{
    bool const known =
        option == "--label" || option == "--select" || option == "--names" || option == "--stairs";
    if (!known) { return false; }
    INFERNO_REQUIRE(!arguments.files.empty(),
                    option << ": belongs to the file before it, and there is none");
    PlotArguments::File& file = arguments.files.back();
    if (option == "--label") {
        file.label = words.value();
    } else if (option == "--select") {
        file.select = words.value();
    } else if (option == "--names") {
        file.names = words.value();
    } else {
        file.stairs = true;
    }
    return true;
}

}  // namespace

bool take_plot_option(PlotArguments& arguments, std::string const& option, Words& words)
{
    if (option == "--out") {
        arguments.out = words.value();
    } else if (option == "--title") {
        arguments.title = words.value();
    } else if (option == "--step-time") {
        arguments.step_time_ms = words.number();
    } else if (option == "--from") {
        arguments.from_ms = words.number();
    } else if (option == "--to") {
        arguments.to_ms = words.number();
    } else {
        return take_file_option(arguments, option, words);
    }
    return true;
}

void require_complete(PlotArguments const& arguments)
{
    INFERNO_REQUIRE(!arguments.files.empty(),
                    "needs recordings: inferno plot FILE.npy... --out PICTURE.svg");
    INFERNO_REQUIRE(!arguments.out.empty(), "needs a name for the picture: --out PICTURE.svg");
}

void plot(PlotArguments const& arguments)
{
    Picture picture{
        arguments.title, arguments.step_time_ms, arguments.from_ms, arguments.to_ms, {}};
    for (PlotArguments::File const& file : arguments.files) {
        picture.panels.push_back(panel(file));
    }
    write_picture(arguments.out, picture);
}

}  // namespace inferno::cli
