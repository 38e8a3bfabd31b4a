/** How people of a role live. Means are per working day and are multiplied by each person's own factor. */
export interface Role {
  readonly name: string
  /** Part of the staff. */
  readonly share: number
  /** Works on a weekday; works on a day of the weekend. */
  readonly weekday: number
  readonly weekend: number
  /** Events that show contacts: mean, and how many of them show a page and not one contact. */
  readonly views: number
  readonly pages: number
  /** Median length of a page. */
  readonly pageLength: number
  /** Exports. */
  readonly exports: number
  /** Part of the exports that take a whole list, or any part of one; the others take a segment of some dozens or hundreds. */
  readonly whole: number
  /** Part of the events under masks that hide address and phone. */
  readonly masked: number
  /** Part of the days at home. */
  readonly remote: number
  /** Whether the fate of letters is shown to him with addresses. */
  readonly deliveries: boolean
  /** Campaigns started. */
  readonly campaigns: number
  /** Refusals by mistake. */
  readonly refusals: number
  /** Factor on exports in the last three working days of a month, and during a season of campaigns. */
  readonly monthEnd: number
  readonly season: number
}

/** A trading company. */
export const ROLES: readonly Role[] = [
  {
    name: 'sales',
    share: 0.38,
    weekday: 0.93,
    weekend: 0.04,
    views: 9,
    pages: 0.25,
    pageLength: 20,
    exports: 0.04,
    whole: 0,
    masked: 0.05,
    remote: 0.3,
    deliveries: false,
    campaigns: 0.1,
    refusals: 0.15,
    monthEnd: 3,
    season: 3,
  },
  {
    name: 'support',
    share: 0.3,
    weekday: 0.72,
    weekend: 0.6,
    views: 16,
    pages: 0.06,
    pageLength: 15,
    exports: 0,
    whole: 0,
    masked: 0.55,
    remote: 0.2,
    deliveries: false,
    campaigns: 0,
    refusals: 0.3,
    monthEnd: 1,
    season: 1.5,
  },
  {
    name: 'marketing',
    share: 0.17,
    weekday: 0.94,
    weekend: 0.06,
    views: 5,
    pages: 0.5,
    pageLength: 40,
    exports: 0.18,
    whole: 0.7,
    masked: 0.1,
    remote: 0.5,
    deliveries: true,
    campaigns: 0.5,
    refusals: 0.25,
    monthEnd: 1.5,
    season: 4,
  },
  {
    name: 'analysis',
    share: 0.09,
    weekday: 0.92,
    weekend: 0.08,
    views: 4,
    pages: 0.6,
    pageLength: 60,
    exports: 0.5,
    whole: 0.7,
    masked: 0.3,
    remote: 0.6,
    deliveries: false,
    campaigns: 0,
    refusals: 0.2,
    monthEnd: 3,
    season: 1.5,
  },
  {
    name: 'board',
    share: 0.06,
    weekday: 0.65,
    weekend: 0.12,
    views: 1.6,
    pages: 0.5,
    pageLength: 25,
    exports: 0.01,
    whole: 0,
    masked: 0,
    remote: 0.4,
    deliveries: false,
    campaigns: 0,
    refusals: 0.1,
    monthEnd: 2,
    season: 1,
  },
]
