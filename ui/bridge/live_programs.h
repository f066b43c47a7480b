// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>
#include <QString>

#include <optional>

namespace legenda::ui {

// A model that is not ours, as the user has entered it: a command of their own, or the shipped adapter, which asks a
// vision model behind an OpenAI-compatible server.
struct LiveProgram {
    QString name;
    QString command;         // of the shell; empty: the adapter is run
    QString address, model;  // of the adapter
    // The environment variable that holds the key of the server; empty: it wants none. The key itself is kept nowhere.
    QString keyVariable = {};
    bool operator==(const LiveProgram&) const = default;

    bool isAdapter() const { return command.isEmpty(); }
    // The other computer that the adapter sends pictures to; empty: none. What a command of the user's own does is
    // not known.
    QString remoteHost() const;
};

// The programs that the user has entered, and which of them answers beside our models: kept with the preferences, never
// in a project. One for each application, which owns it; GUI thread.
class LivePrograms : public QObject {
    Q_OBJECT
 public:
    static LivePrograms& ofApplication();

    QList<LiveProgram> all() const;
    std::optional<LiveProgram> find(const QString& name) const;
    void insert(qsizetype at, const LiveProgram& program);
    void replace(const QString& name, const LiveProgram& program);  // it may have another name
    void remove(const QString& name);

    void setBeside(const QString& name);  // empty: none
    QString beside() const;               // it may be none of all()

    // That pictures are sent to an address, as addressOf() gives it. Ends when the last program of the address is
    // changed or removed.
    void agree(const QString& address);
    bool agreed(const QString& address) const;
    bool mayBeAsked(const LiveProgram& program) const;  // nothing is sent that was not agreed to

    // The address of a web server as it is kept, from what was typed; empty: it is none.
    static QString addressOf(const QString& typed);
    // Whether an environment variable can have the name; a key that was pasted in its place mostly cannot.
    static bool isVariable(const QString& name);

 Q_SIGNALS:
    void changed();  // programs, or which one answers beside our models

 private:
    explicit LivePrograms(QObject* application) : QObject(application) {}
    void keep(const QList<LiveProgram>& programs);
};

}  // namespace legenda::ui
