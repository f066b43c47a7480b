// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/exchange/doctor.h"
#include "core/project/model_names.h"

#include <fmt/format.h>

namespace legenda::cli {

namespace {

class DoctorCommand : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        return app.add_subcommand("doctor", "lists the parts of this installation and what is missing");
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        const auto report = exchange::examine(context.resources, context.device, context.threads);
        return CommandOutput{toJson(report), asText(report)};
    }

 private:
    static nlohmann::json toJson(const exchange::DoctorReport& report) {
        auto checkpoints = nlohmann::json::array(), problems = nlohmann::json::array();
        for (const auto& c : report.checkpoints)
            checkpoints.push_back({{"kind", c.kind},
                                   {"path", c.path.string()},
                                   {"hash", c.hash},
                                   {"name", c.name},
                                   {"setting", c.setting.empty() ? nlohmann::json() : nlohmann::json(c.setting)}});
        for (const auto& p : report.problems) problems.push_back({{"what", p.what}, {"mend", p.mend}});
        return {{"version", report.version},
                {"torch", report.torch},
                {"opencv", report.opencv},
                {"sqlite", report.sqlite.empty() ? nlohmann::json() : nlohmann::json(report.sqlite)},
                {"qt", report.qt.empty() ? nlohmann::json() : nlohmann::json(report.qt)},
                {"device", report.device},
                {"threads", report.threads},
                {"gflops", report.gflops},
                {"blas", report.blas},
                {"checkpoints", std::move(checkpoints)},
                {"problems", std::move(problems)}};
    }

    static std::string asText(const exchange::DoctorReport& report) {
        const auto known = [](const std::string& text) { return text.empty() ? std::string("not found") : text; };
        std::string text = fmt::format(
            "Legenda {}\nLibTorch {}, OpenCV {}, SQLite {}, Qt {}\ndevice {}, {} threads, {:.0f} GFLOP/s ({})\n",
            report.version, report.torch, report.opencv, known(report.sqlite), known(report.qt), report.device,
            report.threads, report.gflops, report.blas);
        for (const auto& c : report.checkpoints)
            text += fmt::format("{:<10} {:<52} {}  {}\n", c.kind, project::modelTitle(c.name, c.setting),
                                c.hash.substr(0, 12), c.path.string());
        for (const auto& p : report.problems) text += fmt::format("problem: {}\n   mend: {}\n", p.what, p.mend);
        if (report.problems.empty()) text += "nothing is missing\n";
        return text;
    }
};

}  // namespace

CommandPtr make_doctor() {
    return std::make_unique<DoctorCommand>();
}

}  // namespace legenda::cli
