//! A run on one page: what it was, what it learned, where the time went.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "inferno/core/types.hpp"

#include "config/picture_parts.hpp"

namespace inferno {

//! What every page begins with.
struct ReportHead {
    std::string title, subtitle;
    std::vector<std::pair<std::string, std::string>> facts;
};

//! Everything on the page. An empty part is shown as absent, with the reason; accuracy,
//! curves and confusion are left out.
struct Report : ReportHead {
    //! Weights onto rows x columns neurons, each a picture of height x width pixels.
    struct Fields {
        Index rows = 0, columns = 0, height = 0, width = 0;
        std::vector<float> values;  //!< [rows * columns][height * width]
        Index group          = 1;   //!< channels of a filter, side by side
        std::string quantity = "weight", tile = "neuron", title = "Receptive fields";
        std::string of = {};  //!< whose weights
    };
    struct Spike {
        Index step, neuron;
    };
    struct Raster {
        Index steps = 0, neurons = 0;
        double step_ms = 1;
        std::vector<Spike> spikes;
        std::string population = "neuron";
    };
    //! Fractions between 0 and 1 after so many images.
    struct Accuracy {
        std::vector<double> images, running, recent;
        Index recent_images = 0;  //!< over how many images `recent` is
        std::string title   = "Accuracy";
        std::string caption = "Share of images classified correctly (%) against images seen.";
    };
    struct Confusion {
        std::vector<std::string> names;
        std::vector<Index> counts;  //!< [true class][predicted class]
    };

    //! A record of few numbers, a line for each. Steps of the lines are rows of the record.
    struct Curves {
        std::string title, label;  //!< "weight of c", and the vertical axis with its unit
        std::string rows;          //!< what the horizontal axis counts
        double row = 1;            //!< how far it goes from one row to the next
        std::vector<PanelLine> lines;
    };

    Fields fields;
    std::vector<Curves> curves;
    Raster raster;
    Accuracy accuracy;
    Confusion confusion;
    std::vector<std::pair<std::string, double>> timings_s;  //!< seconds per pipeline word
};

//! Writes the page: one HTML file without scripts, that loads nothing.
void write_report(std::filesystem::path const& path, Report const& report);

}  // namespace inferno
