#include "cli/arguments.hpp"

#include <gtest/gtest.h>

#include "inferno/core/error.hpp"

namespace inferno::cli {
namespace {

Arguments parse(std::vector<char const*> const& words) { return parse_arguments(words); }

std::string error(std::vector<char const*> const& words)
{
    try {
        parse(words);
    } catch (ArgumentError const& wrong) {
        return wrong.what();
    }
    return "no error";
}

TEST(Arguments, RunTakesAFileAndOptionsInAnyOrder)
{
    Arguments const arguments = parse({"run",
                                       "--backend",
                                       "cuda:1",
                                       "a.json",
                                       "--seed=7",
                                       "--threads",
                                       "4",
                                       "--out",
                                       "results",
                                       "--load",
                                       "a/old.safetensors",
                                       "--save=new.safetensors",
                                       "--set",
                                       "a.b=1",
                                       "--set=c=x=y",
                                       "--quiet"});
    EXPECT_EQ(arguments.command, Command::run);
    EXPECT_EQ(arguments.file, "a.json");
    EXPECT_EQ(arguments.backend, "cuda:1");
    EXPECT_EQ(arguments.seed, 7);
    EXPECT_EQ(arguments.threads, 4);
    EXPECT_EQ(arguments.out, "results");
    EXPECT_EQ(arguments.load, "a/old.safetensors");
    EXPECT_EQ(arguments.save, "new.safetensors");
    EXPECT_EQ(arguments.overrides, (std::vector<std::string>{"a.b=1", "c=x=y"}));
    EXPECT_TRUE(arguments.quiet);
}

TEST(Arguments, LeaveTheRestToTheExperimentFile)
{
    Arguments const arguments = parse({"run", "a.json"});
    EXPECT_FALSE(arguments.backend || arguments.seed || arguments.threads || arguments.out);
    EXPECT_FALSE(arguments.quiet || arguments.load || arguments.save);
}

TEST(Arguments, HelpAndVersionWinOverTheRest)
{
    EXPECT_EQ(parse({}).command, Command::help);
    EXPECT_EQ(parse({"-h"}).command, Command::help);
    EXPECT_EQ(parse({"run", "--help"}).command, Command::help);
    EXPECT_EQ(parse({"--version"}).command, Command::version);
}

TEST(Arguments, CheckTakesAFileAndInfoNone)
{
    EXPECT_EQ(parse({"check", "a.json"}).command, Command::check);
    EXPECT_EQ(parse({"info"}).command, Command::info);
    EXPECT_EQ(error({"info", "a.json"}), "unexpected argument \"a.json\"");
    EXPECT_EQ(error({"check"}), "needs an experiment file: inferno check FILE");
    EXPECT_EQ(error({"check", "a.json", "--quiet"}),
              "option --quiet belongs to the command \"run\" and follows it");
}

TEST(Arguments, OptionsOfPlotBelongToTheFileBeforeThem)
{
    Arguments const arguments = parse({"plot",
                                       "a.npy",
                                       "--select=0,1",
                                       "b.npy",
                                       "--stairs",
                                       "--label",
                                       "x (mV)",
                                       "--out=a.svg",
                                       "--step-time",
                                       "0.5",
                                       "--from=-1"});
    EXPECT_EQ(arguments.command, Command::plot);
    ASSERT_EQ(arguments.plot.files.size(), 2U);
    EXPECT_EQ(arguments.plot.files[0].select, "0,1");
    EXPECT_FALSE(arguments.plot.files[0].stairs || arguments.plot.files[0].label);
    EXPECT_TRUE(arguments.plot.files[1].stairs);
    EXPECT_EQ(arguments.plot.files[1].label, "x (mV)");
    EXPECT_EQ(arguments.plot.out, "a.svg");
    EXPECT_EQ(arguments.plot.step_time_ms, 0.5);
    EXPECT_EQ(arguments.plot.from_ms, -1);
    EXPECT_FALSE(arguments.plot.to_ms);
}

TEST(Arguments, PlotSaysWhatItLacks)
{
    EXPECT_EQ(error({"plot", "--out", "a.svg"}),
              "needs recordings: inferno plot FILE.npy... --out PICTURE.svg");
    EXPECT_EQ(error({"plot", "a.npy"}), "needs a name for the picture: --out PICTURE.svg");
    EXPECT_EQ(error({"plot", "--stairs", "a.npy"}),
              "--stairs: belongs to the file before it, and there is none");
    EXPECT_EQ(error({"plot", "a.npy", "--labl", "x"}),
              "unknown option --labl (did you mean \"--label\"?)");
    EXPECT_EQ(error({"plot", "a.npy", "--to", "late"}), "--to: is \"late\", must be a number");
    EXPECT_EQ(error({"plot", "a.npy", "--seed", "1"}).substr(0, 21), "unknown option --seed");
}

TEST(Arguments, UnknownNamesComeWithASuggestion)
{
    EXPECT_EQ(error({"rnu", "a.json"}), "unknown command \"rnu\" (did you mean \"run\"?)");
    EXPECT_EQ(error({"run", "a.json", "--bakend", "host"}),
              "unknown option --bakend (did you mean \"--backend\"?)");
    EXPECT_EQ(error({"run", "a.json", "b.json"}), "unexpected argument \"b.json\"");
}

TEST(Arguments, SayWhichValueIsWrong)
{
    EXPECT_EQ(error({"run", "a.json", "--threads", "0"}),
              "--threads: is \"0\", must be a whole number from 1 to 2147483647");
    EXPECT_EQ(error({"run", "a.json", "--seed", "-1"}),
              "--seed: is \"-1\", must be a whole number from 0 to 18446744073709551615");
    EXPECT_EQ(error({"run", "a.json", "--seed"}), "--seed: needs a value");
    EXPECT_EQ(error({"run", "a.json", "--out", "--quiet"}), "--out: needs a value, found --quiet");
    EXPECT_EQ(error({"run", "a.json", "--set", "seed"}),
              "--set: is \"seed\", must be path.to.key=value");
    EXPECT_EQ(error({"run", "a.json", "--quiet=yes"}), "--quiet: takes no value, given \"yes\"");
}

}  // namespace
}  // namespace inferno::cli
