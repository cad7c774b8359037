export const compareConfigurations: any = null;
