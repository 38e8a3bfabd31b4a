/**
 * Lends a credential for one piece of work. Whoever lends it knows what is still under way with which version, so that an old one is
 * given up only when nobody uses it any more.
 */
export interface CredentialSource {
  /**
   * Runs the work with the secret. `refused` tells the lender that the provider did not take the secret: it gives `true` when there is
   * another one by now, with which the work may be done again. The signal ends the waiting for a secret, not the work.
   */
  use<T>(
    work: (secret: string, refused: () => Promise<boolean>) => Promise<T>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<T>
}
