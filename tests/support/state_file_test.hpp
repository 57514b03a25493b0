//! A state file of a test's own, and ways to damage it.
#pragma once

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "inferno/config/state_file.hpp"
#include "inferno/core/error.hpp"

#include "config/state_format.hpp"
#include "support/compare.hpp"

namespace inferno::test {

class StateFileTest : public testing::Test {
  protected:
    ~StateFileTest() override { std::filesystem::remove(path_); }

    std::string message(StateOrigin origin = StateOrigin::inferno) const
    {
        std::string text    = message_of<FileError>([&] { StateReader(path_, origin); });
        std::string const p = path_.string() + ": ";
        return text.starts_with(p) ? text.substr(p.size()) : "no path: " + text;
    }
    void put(std::string const& bytes) const
    {
        std::ofstream(path_, std::ios::binary).write(bytes.data(), std::ssize(bytes));
    }
    void put_byte(std::size_t offset, int value) const
    {
        std::fstream file(path_, std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(static_cast<std::streamoff>(offset)).put(static_cast<char>(value));
    }
    std::string bytes() const
    {
        std::ifstream file(path_, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    //! A safetensors file with this header.
    void put(std::string const& header, std::string const& data) const
    {
        std::uint64_t const length = header.size();
        std::string start(8, '\0');
        std::memcpy(start.data(), &length, 8);
        put(start + header + data);
    }
    //! What is wrong with a file of ours whose arrays are described so, with the right checksum.
    std::string fault_of(std::string const& arrays, std::string const& data) const
    {
        std::string digits = std::to_string(data.size());
        digits.insert(0, 20 - digits.size(), '0');
        std::string const header =
            R"({"__metadata__":{"format":"inferno-state","format_version":"1","data_bytes":")" +
            digits + R"(","checksum":"0000000000000000","step":"0"})" + arrays + "}";
        put(header, data);
        std::string file      = bytes();
        std::string const sum = state_checksum(std::as_bytes(std::span(file)));
        put(file.replace(checksum_offset, checksum_digits, sum));
        return message();
    }
    static std::string entry(std::string const& name, std::string const& fields)
    {
        return ",\"" + name + "\":{" + fields + "}";
    }
    StateWriter small() const
    {
        StateWriter writer;
        writer.add("fired", std::array<std::uint8_t, 3>{1, 0, 1}, {3});
        writer.add("head", std::array<std::int64_t, 1>{7}, {});
        writer.add("voltage_mv", std::array{-60.5F, 1e-40F, -0.0F, 3.25F}, {2, 2});
        writer.add_text("remark", "naïve \"quotes\"");
        writer.set_step(12);
        return writer;
    }

    std::filesystem::path const path_ =
        std::filesystem::path(testing::TempDir()) /
        ("state_file_test_" + std::to_string(::getpid()) + ".safetensors");
};

}  // namespace inferno::test
