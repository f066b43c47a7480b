// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/live_client.h"

#include <QCoreApplication>

namespace legenda::ui {

namespace {

QString inQuotes(QString word) {
    return QLatin1Char('\'') + word.replace(QLatin1Char('\''), QLatin1String("'\\''")) + QLatin1Char('\'');
}

// The adapter's command is made when it is run: another installation has it elsewhere.
QString shellCommand(const LiveProgram& program, const std::filesystem::path& adapters) {
    if (!program.isAdapter()) return program.command;
    const QString script = QString::fromStdU16String((adapters / "openai_vision.py").u16string());
    QString command = QStringLiteral("exec python3 %1 %2 %3")
                          .arg(inQuotes(script), inQuotes(QStringLiteral("--model=") + program.model),
                               inQuotes(QStringLiteral("--url=") + program.address));
    if (!program.keyVariable.isEmpty())
        command += QLatin1Char(' ') + inQuotes(QStringLiteral("--key-env=") + program.keyVariable);
    return program.remoteHost().isEmpty() ? command : command + QStringLiteral(" --allow-remote");
}

}  // namespace

base::Status LiveClient::mayBeAsked(const LiveProgram& program) const {
    if (LivePrograms::ofApplication().mayBeAsked(program)) return {};
    const QString why = QCoreApplication::translate(
        "LiveClient",
        "%1 would send pictures to %2, to which you have not agreed: edit it in the settings, under Other models.");
    return base::fail(base::ErrorCode::Unsupported, why.arg(program.name, program.remoteHost()).toStdString());
}

void LiveClient::caption(QObject* context, const LiveProgram& program, std::int64_t image,
                         const std::optional<base::Box>& box, int count, Answer<inference::CaptionResult> done) {
    auto answer = delivery_.inProject(context, std::move(done));
    if (auto may = mayBeAsked(program); !may) return answer(base::pass(may));
    session_.liveModels().caption(shellCommand(program, adapters_).toStdString(), image, box, count, std::move(answer),
                                  askerOf(context));
}

void LiveClient::place(QObject* context, const LiveProgram& program, std::int64_t image, const std::string& sentence,
                       const std::vector<base::Box>& regions, double beta, Answer<inference::LiveSentence> done) {
    auto answer = delivery_.inProject(context, std::move(done));
    if (auto may = mayBeAsked(program); !may) return answer(base::pass(may));
    session_.liveModels().place(shellCommand(program, adapters_).toStdString(), image, sentence, regions, beta,
                                std::move(answer), askerOf(context));
}

void LiveClient::withdraw(QObject* context) {
    session_.liveModels().withdraw(askerOf(context).owner);
}

void LiveClient::end(QObject* context) {
    session_.liveModels().drop(askerOf(context).owner);
    session_.liveModels().end();
}

}  // namespace legenda::ui
