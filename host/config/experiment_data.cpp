#include <algorithm>

#include "inferno/config/idx.hpp"
#include "inferno/config/npy.hpp"

#include "config/experiment_reader.hpp"

namespace inferno {

namespace {

namespace fs = std::filesystem;

struct DataKind {
    std::string_view name;
    DataDescription (*read)(JsonReader const& reader, fs::path const& folder);
};

Samples read_images(JsonReader const& reader,
                    fs::path const& folder,
                    char const* key,
                    char const* split,
                    Shape& shape)
{
    Index const wanted = reader.integer(key, 0, most_elements);
    if (wanted == 0) { return {}; }
    ImageSet images = read_image_set(folder, split, wanted);
    if (images.images < wanted) {
        reader[key].fail("is " + std::to_string(wanted) + ", but " + folder.string() + " holds " +
                         std::to_string(images.images) + " images");
    }
    Shape const found = {images.rows, images.columns};
    if (!shape.empty() && shape != found) {
        throw FileError(folder.string() + ": training images are " + to_string(shape) +
                        ", test images " + to_string(found));
    }
    shape = found;
    return {wanted,
            std::move(images.pixels),
            {},
            std::vector<Index>(images.labels.begin(), images.labels.end())};
}

//! A folder with the files of MNIST, Fashion-MNIST or any other set in their format.
DataDescription read_mnist(JsonReader const& reader, fs::path const& base)
{
    DataDescription data;
    data.kind             = DataDescription::Kind::pixels;
    fs::path const folder = base / reader.text("folder");
    try {
        data.train = read_images(reader, folder, "train", "train", data.shape);
        data.test  = read_images(reader, folder, "test", "t10k", data.shape);
    } catch (FileError const& error) {
        throw FileError(reader["folder"].path() + ": " + error.what());
    }
    return data;
}

//! What a .npy file holds, with the JSON path before what is wrong with it.
NpyArray read_array(JsonReader const& reader, char const* key, fs::path const& base)
{
    try {
        return read_npy(base / reader.text(key));
    } catch (FileError const& error) {
        throw FileError(reader[key].path() + ": " + error.what());
    }
}

void read_labels(JsonReader const& reader, fs::path const& base, Samples& samples)
{
    if (!reader.has("labels")) { return; }
    NpyArray const array = read_array(reader, "labels", base);
    if (array.shape != Shape{samples.count}) {
        reader["labels"].fail("has shape " + to_string(array.shape) + ", must be " +
                              to_string(Shape{samples.count}) + ", one label per sample");
    }
    for (double const label : array.as_doubles()) {
        if (!(label >= 0 && label < 1e6 &&
              label == static_cast<double>(static_cast<Index>(label)))) {
            reader["labels"].fail("holds " + std::to_string(label) +
                                  ", labels are whole numbers from 0");
        }
        samples.labels.push_back(static_cast<Index>(label));
    }
}

//! [samples][steps][inputs] or, for one sample, [steps][inputs]; 0 or 1.
void read_spikes(JsonReader const& reader,
                 NpyArray const& array,
                 DataDescription& data,
                 Samples& to)
{
    Shape shape = array.shape;
    if (shape.size() == 2) { shape.insert(shape.begin(), 1); }
    if (shape.size() != 3 || count(shape) == 0) {
        reader.fail("has shape " + to_string(array.shape) +
                    ", must be (samples, steps, inputs) or (steps, inputs)");
    }
    for (double const spike : array.as_doubles()) {
        if (spike != 0 && spike != 1) {
            reader.fail("holds " + std::to_string(spike) + ", spikes are 0 or 1");
        }
        to.bytes.push_back(spike != 0 ? 1 : 0);
    }
    to.count   = shape[0];
    data.kind  = DataDescription::Kind::spikes;
    data.steps = shape[1];
    data.shape = {shape[2]};
}

//! [samples][inputs...], from 0 to 1.
void read_inputs(JsonReader const& reader,
                 NpyArray const& array,
                 DataDescription& data,
                 Samples& to)
{
    if (array.shape.size() < 2 || count(array.shape) == 0) {
        reader.fail("has shape " + to_string(array.shape) + ", must be (samples, inputs)");
    }
    to.values = array.as_reals();
    for (Real const value : to.values) {
        if (!(value >= 0 && value <= 1)) {
            reader.fail("holds " + std::to_string(value) + ", values are from 0 to 1");
        }
    }
    to.count   = array.shape[0];
    data.kind  = DataDescription::Kind::values;
    data.shape = Shape(array.shape.begin() + 1, array.shape.end());
}

//! Leaves out all samples but the first.
void keep_first(Samples& samples, Index kept)
{
    auto const shorten = [&](auto& all) {
        all.resize(all.size() / static_cast<std::size_t>(samples.count) *
                   static_cast<std::size_t>(kept));
    };
    shorten(samples.bytes);
    shorten(samples.values);
    shorten(samples.labels);
    samples.count = kept;
}

DataDescription read_phase(JsonReader const& reader, fs::path const& base, Samples& samples)
{
    DataDescription data;
    bool const spikes = reader.has("spikes");
    if (spikes == reader.has("values")) { reader.fail("needs either \"spikes\" or \"values\""); }
    char const* const key = spikes ? "spikes" : "values";
    NpyArray const array  = read_array(reader, key, base);
    (spikes ? read_spikes : read_inputs)(reader[key], array, data, samples);
    read_labels(reader, base, samples);
    keep_first(samples, reader.integer("samples", 1, samples.count, samples.count));
    return data;
}

//! Arrays of numbers or spikes.
DataDescription read_arrays(JsonReader const& reader, fs::path const& base)
{
    DataDescription data;
    Samples train, test;
    if (reader.has("train")) { data = read_phase(reader.object("train"), base, train); }
    if (reader.has("test")) {
        DataDescription const again = read_phase(reader.object("test"), base, test);
        bool const fits =
            train.count == 0 ||
            (again.kind == data.kind && again.steps == data.steps && again.shape == data.shape);
        if (!fits) { reader["test"].fail("must have the kind, steps and shape of \"train\""); }
        data = again;
    }
    data.train = std::move(train);
    data.test  = std::move(test);
    return data;
}

//! Time passes, and one input stays silent.
DataDescription read_none(JsonReader const& reader, fs::path const&)
{
    DataDescription data;
    data.shape            = {1};
    data.steps            = reader.integer("steps", 1, 1 << 24);
    data.train.count      = reader.integer("train", 0, 1 << 20, 1);
    data.test.count       = reader.integer("test", 0, 1 << 20, 0);
    Index const most_data = std::max(data.train.count, data.test.count);
    if (most_data * data.steps > most_elements) {
        reader.fail("is more than " + std::to_string(most_elements) + " steps in all");
    }
    for (Samples* samples : {&data.train, &data.test}) {
        samples->bytes.resize(static_cast<std::size_t>(samples->count * data.steps));
    }
    return data;
}

constexpr DataKind data_kinds[] = {
    {"mnist", read_mnist}, {"npy", read_arrays}, {"none", read_none}};

void read_classes(JsonReader const& reader, DataDescription& data)
{
    Index most = -1;
    for (Samples const* samples : {&data.train, &data.test}) {
        for (Index const label : samples->labels) {
            most = std::max(most, label);
        }
    }
    if (reader.has("classes")) {
        JsonReader const names = reader.list("classes");
        for (Index i = 0; i < names.size(); ++i) {
            data.classes.push_back(names.at(i).as_text());
        }
        if (most >= names.size()) {
            names.fail("has " + std::to_string(names.size()) + " names, but there is a label " +
                       std::to_string(most));
        }
    }
    while (std::ssize(data.classes) <= most) {
        data.classes.push_back(std::to_string(data.classes.size()));
    }
}

//! Samples are taken a batch at a time.
void require_batches(JsonReader const& reader, char const* key, Index samples, Index batch)
{
    if (samples % batch != 0) {
        reader[key].fail("is " + std::to_string(samples) +
                         " samples, must be a multiple of batch (" + std::to_string(batch) + ")");
    }
}

}  // namespace

void read_data(JsonReader const& root, fs::path const& folder, Experiment& experiment)
{
    JsonReader const reader = root.object("data");
    experiment.data         = read_kind(reader, data_kinds).read(reader, folder);
    read_classes(reader, experiment.data);
    require_batches(reader, "train", experiment.data.train.count, experiment.batch);
    require_batches(reader, "test", experiment.data.test.count, experiment.batch);
    if (experiment.data.train.count + experiment.data.test.count == 0) {
        reader.fail("holds no samples: give \"train\", \"test\" or both");
    }
}

}  // namespace inferno
