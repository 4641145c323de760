// Names that every file uses without importing them.

import type * as contract from './contract.d.ts'
import type * as host from './host.mjs'

declare global {
  type View = contract.View
  type Page = contract.Page
  type Frame = contract.Frame
  type Language = contract.Language
  type Theme = contract.Theme
  type Busy = contract.Busy
  type QuestionView = contract.QuestionView
  type ProblemView = contract.ProblemView
  type Row = contract.Row
  type Urgency = contract.Urgency
  type ServerCard = contract.ServerCard
  type LicenseRow = contract.LicenseRow
  type Unfinished = contract.Unfinished
  type AddServer = contract.AddServer
  type ServerForm = contract.ServerForm
  type SeenRow = contract.SeenRow
  type CheckExpiry = contract.CheckExpiry
  type Told = contract.Told
  type PathItem = contract.PathItem
  type Mark = contract.Mark
  type FindingRow = contract.FindingRow
  type ChooseFile = contract.ChooseFile
  type TextField = contract.TextField
  type ChangeRow = contract.ChangeRow
  type ManualStep = contract.ManualStep
  type ConfirmState = contract.ConfirmState
  type HistoryRow = contract.HistoryRow
  type ServerSetting = contract.ServerSetting
  type SettingsPage = contract.SettingsPage

  type Commands = host.Commands
  type SecretCommands = host.SecretCommands

  /** Looks a fixed label up. */
  type Translate = (key: string, values?: Record<string, string | number>) => string
  /** Draws one screen of the view. */
  type Draw = (view: View, t: Translate, host: Host) => HTMLElement
  /** Draws a part of a screen. */
  type Part<Of> = (of: Of, t: Translate, host: Host) => HTMLElement
  /** Draws a part that shows what went wrong with it. */
  type ViewPart<Of> = (of: Of, view: View, t: Translate, host: Host) => HTMLElement
  /** Draws a part of a screen that may not be there. */
  type MaybePart<Of> = (of: Of, t: Translate, host: Host) => HTMLElement | null

  /** A way out of the page. */
  type Bridge = {
    send: <Name extends keyof Commands>(name: Name, values: Commands[Name]) => Promise<View>
    /** Sends a body with a secret, once, as bytes. */
    sendSecret: <Name extends keyof SecretCommands>(name: Name, values: SecretCommands[Name]) => Promise<View>
    /** A job went on by itself. */
    onChange: (changed: (view: View) => void) => void
    /** What came with the page: the view, which is old after a reload, the labels of its language, Rust’s name of the system. */
    first: { view: View, labels: Record<string, string>, system: string } | null
    /** The page is drawn: the window can be shown. */
    ready: () => void
    labels: (language: Language) => Promise<Record<string, string>>
    /** The licenses of the software in use. */
    notices: () => Promise<string>
    copy: (text: string) => Promise<boolean>
    print: () => void
    /** A missing label throws. */
    isStrict: boolean
  }

  /** What a screen can do. */
  type Host = {
    send: <Name extends keyof Commands>(name: Name, values: Commands[Name]) => Promise<void>
    sendSecret: <Name extends keyof SecretCommands>(name: Name, values: SecretCommands[Name]) => Promise<void>
    /** Keeps a text while it is typed. */
    type: (field: string, value: string) => void
    /** As `type`, for a setting that is kept while it is typed. */
    keep: <Name extends keyof Commands>(field: string, name: Name, values: Commands[Name]) => void
    /** Typed, and not yet answered. */
    isPending: (field: string) => boolean
    /** Something of this page only, such as a filter. */
    local: (name: string) => string | undefined
    setLocal: (name: string, value: string) => void
    /** Does the last reading once more. */
    again: (() => void) | null
    /** The last command carried a password to be kept. */
    hasTypedSecret: boolean
    copy: (text: string) => void
    print: () => void
    /** Keeps the licenses of the software in use as the local `notices`. */
    readNotices: () => void
  }

  /** What is shown, and how to show something else. */
  type Shown = {
    view: () => View | null
    show: (view: View, how: { isActed: boolean }) => void
    refuse: (problem: Refused) => void
    redraw: () => void
    copied: (isCopied: boolean) => void
  }

  /** A command that was refused before it reached the session. */
  type Refused = { code: string, what?: string, why?: string, cure?: string, remedy?: string, field?: string | null }

  /** Texts on their way to Rust. */
  type Drafts = {
    /** Sends at once, or as soon as the field's former text has arrived. */
    send: (field: string, send: () => Promise<unknown>) => void
    /** Waits until everything has arrived. */
    flush: () => Promise<void>
    isPending: (field: string) => boolean
  }

  type Child = string | Node | null | undefined | false
  type Handlers = Record<string, (event: any) => void>
  type Given = { value?: string, checked?: boolean, open?: boolean }
  type Attributes = Given & { on?: Handlers, [name: string]: unknown }

  type ButtonOptions = {
    kind?: 'primary' | 'quiet' | 'danger' | 'quiet copy'
    icon?: string
    id?: string
    /** For a screen reader, where the label alone does not tell. */
    name?: string
    /** It works while a job runs. */
    isAlways?: boolean
  }

  type FieldOptions = {
    /** As a problem names it. */
    name: string
    label: string
    value?: string
    hint?: string
    /** Below the control. */
    after?: Child
    isOptional?: boolean
    type?: 'text' | 'password' | 'url' | 'email' | 'number'
    /** More than one: a text area. */
    lines?: number
    width?: 'short' | 'middle' | 'full'
    typed?: (value: string) => void
    /** The person has left the field changed. */
    changed?: () => void
    problem?: ProblemView | null
    attributes?: Attributes
  }

  type ChoicesOptions = {
    name: string
    /** The field's name in a problem, where it is another. */
    problemName?: string
    legend: string
    hint?: string
    chosen: string
    isCards?: boolean
    /** The administrator has chosen. */
    isGoverned?: boolean
    problem?: ProblemView | null
    choices: { value: string, label: string, hint?: string, tag?: string, inside?: Child }[]
    choose: (value: string) => void
  }

  type PageOptions = {
    heading: string
    above?: Child
    beside?: Child
    submit?: () => void
    /** At the foot. */
    acts?: Child[]
    width?: 'wide'
  }

  type StepOptions = {
    frame: Frame
    heading: string
    submit?: () => void
    primary: Child
    /** Beside the primary button. */
    acts?: Child[]
  }

  /** How the list of licenses is narrowed, and which one is to be renewed next. */
  type Narrowing = { isNarrowed: boolean, isMany: boolean, left: number, first: LicenseRow | undefined }
}
